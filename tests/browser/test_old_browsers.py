"""Browsers that lack what newer ones have, and browsers that keep nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.manner import DESK_INDONESIAN, PHONE
from tests.browser.steps import answer_everything
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor
    from tests.support.deployed import Deployed

_OF_2021 = """
delete AbortSignal.timeout;
delete AbortSignal.any;
delete Crypto.prototype.randomUUID;
delete HTMLFormElement.prototype.requestSubmit;
delete window.reportError;
delete Object.hasOwn;
delete Object.groupBy;
delete window.structuredClone;
delete Promise.withResolvers;
delete Navigator.prototype.wakeLock;
"""
"""As in Safari 15.0 and Chrome 90: what the site asks for at most. (tsc sees to methods of arrays and strings.)"""
_FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}"""


# a language cannot be remembered where nothing is kept
@pytest.mark.parametrize("manner", [PHONE, DESK_INDONESIAN], ids=lambda manner: manner.name)
@pytest.mark.parametrize("script", [_OF_2021, _FORBIDDEN], ids=["of 2021", "that keeps nothing"])
def test_a_browser(she: Visitor, deployed: Deployed, script: str) -> None:
    """A booking can be made all the same; where nothing is kept, as long as the page is not left."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    she.page.add_init_script(script)
    answer_everything(she, slot, citizen, [person("Agus Santoso")])
    she.presses("check.confirm")
    she.arrives("booking.made")
    she.follows("booking.show")
    she.page.locator(".ap-ticket").wait_for()
    [booking] = deployed.bookings(citizen)
    assert len(booking["applicants"]) == 2

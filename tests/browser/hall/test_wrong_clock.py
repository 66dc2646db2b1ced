"""A device whose clock is wrong, and a page that stays open over night: what counts is the service's time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from antrean.tickets.qr import payload
from tests.browser.hall import script
from tests.browser.hall.test_door import says, scan, stands_there
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from tests.browser.hall.conftest import Arrive
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage

WRONG_BY: Final = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...parts) { parts.length ? super(...parts) : super(Right.now() + (%d)); }
  static now() { return new this().getTime(); }
};
"""
"""A device whose clock is wrong by so many milliseconds."""


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_wrong_by_a_day(she: Officer, stage: Stage, arrive: Arrive, days: int) -> None:
    """A tablet a day behind or ahead admits, undoes by F8, counts minutes, and knows today's list without a line."""
    party, other, waits = arrive.expected(), arrive.expected(), arrive.here(minutes=7)
    she.page.add_init_script(WRONG_BY % int(timedelta(days=days).total_seconds() * 1000))
    stands_there(she)
    she.until("sessionStorage.getItem('door_list')")
    scan(she, payload(party.id))
    says(she, "admitted")
    she.keys.press("F8")
    she.reads("door.undone", numbers=party.label(1))
    stage.line = "down"
    she.watch.expect("failed: POST .*/arrivals")
    scan(she, payload(other.id))
    says(she, "no_line")
    she.reads(Exactly(she.text("door.listed.in_time").split(":")[0]))
    stage.line = "up"
    she.opens("/petugas/hari-ini")
    she.reads(she.date(script.today()))
    she.opens("/petugas/loket")
    she.presses("counter.open")
    she.reads("counter.waits.other", count=7)
    assert stage.office.parties[waits.id].state == "waiting"


def test_over_night(she: Officer, arrive: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's list that stays open over midnight shows the new day under its date, and nobody of the day before."""
    arrive.here()
    she.page.clock.install()
    she.opens("/petugas/hari-ini")
    she.reads(she.date(script.today()))
    tomorrow = script.now() + timedelta(days=1)
    monkeypatch.setattr(script, "now", lambda: tomorrow)
    she.watch.expect("409 GET .*/days/")
    she.page.clock.run_for(31_000)
    she.reads(she.date(script.today()))

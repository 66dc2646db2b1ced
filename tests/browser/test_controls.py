"""Controls: what these tests look for is seen where it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.inspection import Album
from tests.browser.manner import PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

_INLINE = "const it = document.createElement('script'); it.text = '0'; document.body.append(it)"
_LOW = "document.querySelector('[data-language]').style.cssText = 'min-height: 0; height: 20px'"
_TROUBLES = {
    "thrown": "setTimeout(() => { throw new Error('thrown'); })",
    "console error: told": "console.error('told')",
    "content security policy: img-src": "new Image().src = 'https://elsewhere.invalid/picture.png'",
    "content security policy: script-src": _INLINE,
    "404 GET .*/missing.js": "fetch('/missing.js')",
}
_FAULTS = {
    "axe image-alt": "document.body.append(new Image())",
    "axe color-contrast": "document.querySelector('h1').style.color = '#ddd'",
    "too small for a finger: button": _LOW,
    "wider than the screen": "document.querySelector('h1').style.width = '400px'",
}


@pytest.mark.parametrize("trouble", _TROUBLES)
def test_a_trouble_is_noted(visit: Visit, trouble: str) -> None:
    """Errors of scripts, lines on the console, violations of the policy and failed requests."""
    she = visit(PHONE)
    she.opens("/syarat.html")
    she.page.evaluate(f"() => {{ {_TROUBLES[trouble]}; }}")
    she.page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=trouble):
        she.watch.require_quiet()
    she.watch.expect(f"{trouble}|elsewhere.invalid|missing.js|script-src|inline script")


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_is_seen(visit: Visit, fault: str) -> None:
    """A page that is made inaccessible, too small or cut off is reported."""
    she = visit(PHONE)
    she.opens("/syarat.html")
    she.arrives("bring.title")
    she.page.evaluate(f"() => {{ {_FAULTS[fault]}; }}")
    found = Album(None).look(she.page, PHONE, "")
    assert any(fault in each for each in found), found


def test_an_invisible_focus_is_seen(visit: Visit) -> None:
    """A stop of the keyboard that looks like all others, and one that Tab does not lead to."""
    she = visit(PHONE)
    she.opens("/syarat.html")
    language = she.button("site.other_language")
    language.evaluate("(element) => { for (const name of ['outline', 'boxShadow']) element.style[name] = 'none'; }")
    with pytest.raises(AssertionError, match="no different"):
        she.keys.walk_to(language)
    language.evaluate("(element) => { element.tabIndex = -1; }")
    with pytest.raises(AssertionError, match="Tab does not lead"):
        she.keys.walk_to(language, most_stops=40)

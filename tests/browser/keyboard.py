"""A keyboard, and the focus that it moves: at every stop it must be seen where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_MOST_STOPS = 400

# A field looks different with focus than without: a copy that has no focus is laid beside it for a moment. What a radio
# button or a checkbox looks like is what stands beside it.
_FOCUS = """
(wanted) => {
  const element = document.activeElement;
  // a heading that was put in focus for screen readers is no stop of the keyboard
  if (!element || element.tabIndex < 0 || element === document.body) return { there: false, problem: null };
  const boxed = element.matches("input[type=radio], input[type=checkbox]");
  const unit = boxed ? element.parentElement : element;
  const looks = (root) => {
    const shown = boxed ? root.querySelector("input + *") : root;
    return [undefined, "::before"].map((part) => {
      const style = getComputedStyle(shown, part);
      const outline = style.outlineStyle === "none" ? "none" : `${style.outlineWidth} ${style.outlineColor}`;
      return [outline, style.boxShadow, style.backgroundColor, style.borderColor].join();
    }).join();
  };
  const copy = unit.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll("*")]) {
    each.removeAttribute("name");
    each.removeAttribute("id");
  }
  unit.after(copy);
  const marked = looks(unit) !== looks(copy);
  copy.remove();
  const box = (boxed ? unit.querySelector("input + *") : element).getClientRects()[0];
  const x = box.left + Math.min(box.width, 40) / 2;
  // a label of several lines need not be seen whole
  const y = box.top + Math.min(box.height, 40) / 2;
  const top = document.elementFromPoint(x, y);
  const name = `${element.localName} "${(element.textContent.trim() || element.id).slice(0, 40)}"`;
  let problem = null;
  if (!marked) problem = `${name} looks no different with the focus on it`;
  else if (y < 0 || y > innerHeight || x < 0 || x > innerWidth) problem = `${name} has the focus outside of the screen`;
  else if (!unit.contains(top) && !top?.contains(unit)) problem = `${name} has the focus below ${top?.localName}`;
  return { there: element === wanted, problem };
}
"""


class Keyboard:
    """The keys of a page."""

    def __init__(self, page: Page) -> None:
        """Type into `page`."""
        self._page = page

    def press(self, key: str) -> None:
        """Press one key, such as `Enter`."""
        self._page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Replace what is in the field that has the focus."""
        self.press("ControlOrMeta+a")
        self.press("Delete")
        self._page.keyboard.type(text)

    def walk_to(self, target: Locator, most_stops: int = _MOST_STOPS) -> None:
        """Press Tab until the focus is on `target`; it must be visible at every stop."""
        wanted = target.element_handle()
        focus = self._page.evaluate(_FOCUS, wanted)
        for _ in range(most_stops):
            if focus["there"]:
                break
            self.press("Tab")
            focus = self._page.evaluate(_FOCUS, wanted)
            assert not focus["problem"], focus["problem"]
        assert focus["there"], f"Tab does not lead to {target}"
        assert not focus["problem"], focus["problem"]

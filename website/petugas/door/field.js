// The one field of the door: whatever a scanner types lands in it, wherever the focus is.

import { hasMark } from "../hall/code.js";
import { Burst, SETTLED, UNREADABLE } from "./burst.js";

/**
 * Catch what scanners type until the returned function is called. A code is complete at its end, or, where a scanner sends
 * none, after a pause; people end theirs with Enter, as in every form.
 *
 * @param {() => HTMLInputElement | null} field
 * @param {() => void} complete called when the field holds a whole scan
 */
export function catchScans(field, complete) {
  const burst = new Burst();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const input = field();
    const elsewhere = event.target instanceof Element && event.target !== input && event.target.closest("input[type=text], textarea, select");
    if (!input || elsewhere || event.isComposing) return;
    const { key, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
    switch (burst.take({ key, ctrl, alt, meta }, event.timeStamp)) {
      case "end":
        event.preventDefault();
        clearTimeout(timer);
        complete();
        break;
      case "nothing":
        event.preventDefault();
        break;
      case "type":
        // a blank presses buttons and ticks boxes, and no code begins with one
        if (event.target !== input && key !== " ") input.focus();
        clearTimeout(timer);
        timer = setTimeout(settle, SETTLED, true);
        break;
    }
  }

  /** @param {boolean} more whether the rest is waited for, of what is no whole code or has no mark of a revision at its end yet */
  function settle(more) {
    const value = field()?.value;
    if (!value || !burst.settled(performance.now())) return;
    if (more && !hasMark(value)) {
      timer = setTimeout(settle, UNREADABLE - SETTLED, false);
      return;
    }
    burst.forget();
    complete();
  }

  addEventListener("keydown", pressed, true);
  return () => {
    clearTimeout(timer);
    removeEventListener("keydown", pressed, true);
  };
}

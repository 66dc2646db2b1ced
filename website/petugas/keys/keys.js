// Keys that do something at once, each of which is also a button on the page. Which key does what is kept on the device
// and can be changed. No key is a letter alone: that would be pressed by who speaks to the device, or types (WCAG 2.1.4).

import { device } from "../../lib/base/store.js";

/** @typedef {keyof typeof USUAL} Deed */

const KEYS = "staff-keys";

/** What keys can do, and the key that does it until somebody chooses another. */
export const USUAL = Object.freeze({
  next: "F2",
  recall: "F4",
  absent: "F6",
  park: "F7",
  undo_arrival: "F8",
  transfer: "F9",
  undo: "Ctrl+Z",
});

export const DEEDS = /** @type {Deed[]} */ (Object.keys(USUAL));

/** Keys that browsers and systems need themselves. */
const TAKEN = ["F1", "F3", "F5", "F10", "F11", "F12", "Alt+F4", "Ctrl+F4", "Ctrl+F5"];
/** Letters that browsers do not hand to a page, or that people use to write. */
const TAKEN_LETTERS = "acfhjlnoprstvwx";

/** @returns {Partial<Record<Deed, string>>} */
function chosen() {
  return device.get(KEYS) ?? {};
}

/**
 * The key that does something, such as "F2" or "Ctrl+Z".
 *
 * @param {Deed} deed
 */
export function keyOf(deed) {
  return chosen()[deed] ?? USUAL[deed];
}

/**
 * Let another key do something.
 *
 * @param {Deed} deed
 * @param {string} key
 * @returns {"ok" | "taken" | "letter" | "used"} why the key cannot be chosen, if it cannot
 */
export function chooseKey(deed, key) {
  const wrong = unfit(key) ?? (DEEDS.some((each) => each !== deed && keyOf(each) === key) ? "used" : null);
  if (wrong) return wrong;
  device.set(KEYS, { ...chosen(), [deed]: key });
  return "ok";
}

/** Let the usual keys do what they do. */
export function takeUsualKeys() {
  device.forget(KEYS);
}

/**
 * The name of the key of an event, as it is kept and shown; "" for a key that only changes others.
 *
 * @param {{key: string, ctrlKey: boolean, altKey: boolean, shiftKey: boolean, metaKey: boolean}} event
 */
export function nameOf({ key, ctrlKey, altKey, shiftKey, metaKey }) {
  if (["Control", "Alt", "Shift", "Meta", "AltGraph", "Dead", "Unidentified"].includes(key) || metaKey) return "";
  const name = key.length === 1 ? key.toUpperCase() : key;
  return `${ctrlKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${shiftKey ? "Shift+" : ""}${name}`;
}

/**
 * Do something when its key is pressed, until the returned function is called. A key that is held down counts once, and
 * Ctrl+Z in a field takes back what was typed there, as everywhere.
 *
 * @param {Partial<Record<Deed, () => void>>} deeds
 */
export function followKeys(deeds) {
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const name = nameOf(event);
    const deed = DEEDS.find((each) => deeds[each] && keyOf(each) === name);
    if (!deed || (name.startsWith("Ctrl+") && isTyping(event.target))) return;
    event.preventDefault();
    if (!event.repeat) deeds[deed]?.();
  }
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

/**
 * Why a key can do nothing of ours, or null.
 *
 * @param {string} key
 */
function unfit(key) {
  const last = key.split("+").pop() ?? "";
  const letter = /^\w$/.test(last);
  if (TAKEN.includes(key) || (key.startsWith("Ctrl+") && letter && TAKEN_LETTERS.includes(last.toLowerCase()))) return "taken";
  const withOther = /^(Ctrl\+|Alt\+)/.test(key);
  return /^F\d+$/.test(last) || (letter && withOther) ? null : "letter";
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea") !== null;
}

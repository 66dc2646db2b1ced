// The codes that are mailed: eight characters such as K7QP-2M4X, however they are set apart (`antrean.proofs.codes`). The link of a
// mail brings its code along behind the `#` of the address, which no server and no log sees.

import { compact } from "../base/text.js";

/** Letters that no code has, because they look like digits, and what people mean who type them. */
const READ_AS = { O: "0", I: "1", L: "1" };

/**
 * A mailed code as the API compares it, or null if it can be none.
 *
 * @param {string} typed
 */
export function mailedCode(typed) {
  const code = compact(typed)
    .toUpperCase()
    .replace(/[OIL]/g, (letter) => READ_AS[/** @type {keyof typeof READ_AS} */ (letter)]);
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : null;
}

/**
 * A code as people read it: two groups of four.
 *
 * @param {string} code
 */
export function writtenCode(code) {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** The code that the link of a mail has brought to the present address; empty where there is none. */
export function linkedCode() {
  const code = mailedCode(location.hash.slice(1));
  return code ? writtenCode(code) : "";
}

/**
 * Have something done when such a link is followed in this very tab: the page stays then, since only what is behind the `#`
 * has changed. Returns what ends that.
 *
 * @param {(code: string) => void} act
 */
export function whenLinked(act) {
  const follow = () => {
    const code = linkedCode();
    if (code) act(code);
  };
  addEventListener("hashchange", follow);
  return () => removeEventListener("hashchange", follow);
}

// The codes that are mailed: eight characters such as K7QP-2M4X, however they are set apart (`antrean.proofs.codes`).

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

// The codes that are mailed: six digits, however they are set apart.

import { compact } from "../base/text.js";

/**
 * A mailed code as its digits, or null if it can be none.
 *
 * @param {string} typed
 */
export function mailedCode(typed) {
  const code = compact(typed);
  return /^\d{6}$/.test(code) ? code : null;
}

// Passwords: the same one on every keyboard, and which ones can be chosen (`Password` of `antrean.people.forms`).

import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "../base/rules.js";

/**
 * A password as it is hashed: keyboards write some characters in several ways (NIST SP 800-63B, 3.1.1.2: NFKC).
 *
 * @param {string} typed
 */
export function normalised(typed) {
  return typed.normalize("NFKC");
}

/**
 * A new password as it is hashed, or null if it cannot be chosen.
 *
 * @param {string} typed
 */
export function newPassword(typed) {
  const password = normalised(typed);
  const { length } = [...password];
  const good = length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD && !/^\p{White_Space}|\p{White_Space}$|\p{Cc}/u.test(password);
  return good ? password : null;
}

// Passwords: which ones can be chosen, and how they are then hashed (`Password` of `antrean.people.forms`).

import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "../base/rules.js";

/**
 * A new password as it is hashed, or null if it cannot be chosen.
 *
 * @param {string} typed
 */
export function newPassword(typed) {
  const password = typed.normalize("NFKC");
  const { length } = [...password];
  const good = length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD && !/^\p{White_Space}|\p{White_Space}$|\p{Cc}/u.test(password);
  return good ? password : null;
}

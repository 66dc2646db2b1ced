// Whose device this is: whoever logged in last. What belongs to a person goes when they log out, or when somebody else
// logs in.

import { addition, move, newBooking, signUp } from "./draft.js";
import { forgetFamily } from "./family.js";
import { forgetTickets } from "./tickets.js";
import { forgetTyped } from "./typed.js";

const OWNER = "owner";

/**
 * Somebody has logged in. What another person left goes first; a slot that was chosen before the login stays.
 *
 * @param {string} account_id
 */
export function enter(account_id) {
  const owner = localStorage.getItem(OWNER);
  if (owner !== null && owner !== account_id) {
    const { slot } = newBooking.get();
    leave();
    newBooking.change(slot ? { slot } : {});
  }
  localStorage.setItem(OWNER, account_id);
}

/**
 * Forget what belongs to a person.
 *
 * @param {{keepFamily?: boolean}} [wishes] whether the family that was asked to be remembered stays, for the same person
 */
export function leave({ keepFamily = false } = {}) {
  for (const draft of [newBooking, addition, move, signUp]) {
    draft.forget();
  }
  forgetTyped();
  forgetTickets();
  if (!keepFamily) {
    forgetFamily();
    localStorage.removeItem(OWNER);
  }
}

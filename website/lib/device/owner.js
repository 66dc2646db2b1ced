// Whose device this is: whoever logged in last. What belongs to a person goes when they log out, or when somebody else
// logs in.

import { addition, moving, newBooking, reset, signUp } from "./drafts.js";
import { forgetFamily } from "./family.js";
import { device, tab } from "../base/store.js";
import { forgetTickets } from "./tickets.js";
import { forgetTyped } from "./typed.js";
import { unique } from "../base/unique.js";

const OWNER = "owner";
/** A name for the time from a login to a log-out: on the device, and in each tab that logged in during it. */
const STAY = "stay";

/**
 * Somebody has logged in. What another person left goes first; a slot that was chosen before the login stays.
 *
 * @param {string} account_id
 */
export function enter(account_id) {
  if (device.get(OWNER) !== account_id) {
    const { slot } = newBooking.get();
    forgetOwner();
    newBooking.change(slot ? { slot } : {});
  }
  device.set(OWNER, account_id);
  const stay = device.get(STAY) ?? unique();
  device.set(STAY, stay);
  // where the device cannot keep it, no other tab can end it, and neither may a reload
  if (device.keeps(STAY)) tab.set(STAY, stay);
}

/** Whether another tab has logged out, or somebody else in, since the login in this tab. */
export function isOver() {
  const stay = tab.get(STAY);
  return stay !== undefined && stay !== device.get(STAY);
}

/** Forget what this tab knows of a person; the device may be somebody else's by now. */
export function forgetInTab() {
  for (const draft of [newBooking, addition, moving, reset, signUp]) {
    draft.forget();
  }
  forgetTyped();
  tab.forget(STAY);
  device.forgetHere();
}

/**
 * Forget what belongs to a person.
 *
 * @param {{keepFamily?: boolean}} [wishes] whether the family that was asked to be remembered stays, for the same person
 */
export function forgetOwner({ keepFamily = false } = {}) {
  forgetInTab();
  device.forget(STAY);
  forgetTickets();
  if (!keepFamily) {
    forgetFamily();
    device.forget(OWNER);
  }
}

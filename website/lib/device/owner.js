// Whose device this is: that of the person who logged in last. What belongs to a person is deleted when they log out, or
// when somebody else logs in.

import { device, tab } from "../base/store.js";
import { unique } from "../base/unique.js";
import { addition, household, looking, moving, newBooking, reset, signUp } from "./drafts.js";
import { forgetFamily } from "./family.js";
import { forgetTickets } from "./tickets.js";
import { forgetTyped } from "./typed.js";

const OWNER = "owner";
/**
 * A random name for the time from a login to a log-out. It is stored on the device and in each tab that logs in during
 * that time: a tab whose name is not that of the device knows that its login is over.
 */
const STAY = "stay";

/**
 * Note who has logged in. What another person left is deleted first, but a slot that was chosen before the login stays, for how
 * many people, and whether it is to be waited for.
 *
 * @param {string} account_id
 */
export function enter(account_id) {
  if (device.get(OWNER) !== account_id) {
    const { slot, wait } = newBooking.get();
    const chosen = looking.get();
    forgetOwner();
    looking.change(chosen);
    newBooking.change(slot ? { slot, ...(wait ? { wait: {} } : {}) } : {});
  }
  device.set(OWNER, account_id);
  const stay = device.get(STAY) ?? unique();
  device.set(STAY, stay);
  // a device that cannot store the name has none after a reload: then the login in this tab must not seem to be over
  if (device.keeps(STAY)) tab.set(STAY, stay);
}

/**
 * The id of the account that logged in last and did not log out; undefined where there is none.
 *
 * @returns {string | undefined}
 */
export function owner() {
  return device.get(OWNER);
}

/** Take part in the login that the device keeps, so that this tab knows when it is over. */
export function join() {
  const stay = device.get(STAY);
  if (stay !== undefined && tab.get(STAY) === undefined && device.keeps(STAY)) tab.set(STAY, stay);
}

/** Whether somebody has logged out, or somebody else in, in another tab since the login in this one. */
export function isOver() {
  const stay = tab.get(STAY);
  return stay !== undefined && stay !== device.get(STAY);
}

/** Forget what this tab holds of a person. What the device holds stays: it may be another person's by now. */
export function forgetInTab() {
  for (const draft of [newBooking, looking, addition, household, moving, reset, signUp]) {
    draft.forget();
  }
  forgetTyped();
  tab.forget(STAY);
  device.forgetHere();
}

/** Forget what this tab and the device hold of a person. */
export function forgetOwner() {
  forgetInTab();
  device.forget(STAY);
  forgetTickets();
  forgetFamily();
  device.forget(OWNER);
}

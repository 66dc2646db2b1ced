// The family that a release of before kept on this device, with their NIKs. It is offered to be moved into the account once,
// and deleted at the next visit, whatever became of the offer.

import { device, tab } from "../base/store.js";

/** @typedef {import("./drafts.js").DraftPerson} DraftPerson */

const FAMILY = "family";
const OFFERED = "family_offered";

/** Whether the device keeps anybody; most never did, and need not load the offer. */
export function keepsFamily() {
  return device.get(FAMILY) !== undefined;
}

/**
 * Whom the device still keeps, to be offered in this visit; nobody, and nothing is kept any more, where that was offered in
 * a visit before.
 *
 * @returns {DraftPerson[]}
 */
export function keptBefore() {
  if (device.get(OFFERED) && !tab.get(OFFERED)) forgetFamily();
  /** @type {DraftPerson[]} */
  const family = device.get(FAMILY) ?? [];
  if (family.length) {
    device.set(OFFERED, true);
    tab.set(OFFERED, true);
  }
  return family;
}

/** Forget everybody. */
export function forgetFamily() {
  device.forget(FAMILY);
  device.forget(OFFERED);
  tab.forget(OFFERED);
}

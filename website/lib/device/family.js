// The family that somebody asked this device to remember for the next booking. It is sent only as a part of a booking.

import { device } from "../base/store.js";

/** @typedef {import("./drafts.js").DraftPerson} DraftPerson */

const FAMILY = "family";

/** @returns {DraftPerson[]} */
export function remembered() {
  return device.get(FAMILY) ?? [];
}

/**
 * Remember these people beside those who are known already.
 *
 * @param {DraftPerson[]} people
 */
export function remember(people) {
  const known = new Map([...remembered(), ...people].map((person) => [person.nik, person]));
  device.set(FAMILY, [...known.values()]);
}

/** Forget everybody. */
export function forgetFamily() {
  device.forget(FAMILY);
}

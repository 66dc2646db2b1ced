// The family that somebody asked this device to remember, for the next booking. It never leaves the device by itself.

/** @typedef {import("./draft.js").DraftPerson} DraftPerson */

const FAMILY = "family";

/** @returns {DraftPerson[]} */
export function remembered() {
  return JSON.parse(localStorage.getItem(FAMILY) ?? "[]");
}

/**
 * Remember these people beside those who are known already.
 *
 * @param {DraftPerson[]} people
 */
export function remember(people) {
  const known = new Map([...remembered(), ...people].map((person) => [person.nik, person]));
  localStorage.setItem(FAMILY, JSON.stringify([...known.values()]));
}

/** Forget everybody. */
export function forgetFamily() {
  localStorage.removeItem(FAMILY);
}

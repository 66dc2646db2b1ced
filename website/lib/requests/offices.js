// The list of offices. It is requested once, until the site is loaded again.

import { Problem } from "../base/errors.js";
import { call } from "./call.js";

/**
 * @typedef {object} Office
 * @property {string} office_id
 * @property {string} name
 * @property {string} province
 * @property {string} timezone
 * @property {number} latitude
 * @property {number} longitude
 * @property {number} [distance_km]
 */

/**
 * @typedef {object} Option a slot that can seat a party
 * @property {string} office_id
 * @property {string} name
 * @property {string} timezone
 * @property {string} date
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 * @property {number} seats_left
 * @property {number} [distance_km]
 */

/** @typedef {{address?: string, phone?: string, hours?: string, facilities?: string[]}} Details what an office tells of itself */

/** @type {Promise<{offices: Office[]}> | undefined} */
let asked;

/** @returns {Promise<Office[]>} */
export async function everyOffice() {
  asked ??= call("GET", "/offices").catch((error) => {
    asked = undefined;
    throw error;
  });
  return (await asked).offices;
}

/**
 * The office of an id; throws `Problem` (not found) where there is none.
 *
 * @param {string} id
 */
export async function officeOf(id) {
  const found = (await everyOffice()).find((office) => office.office_id === id);
  if (!found) {
    throw new Problem(404, { code: "not_found" });
  }
  return found;
}

/**
 * An office and what it tells of itself; throws `Problem` (not found) where there is none.
 *
 * @param {string} id
 * @returns {Promise<{office: Office, details: Details}>}
 */
export function officePageOf(id) {
  return call("GET", `/offices/${encodeURIComponent(id)}`);
}

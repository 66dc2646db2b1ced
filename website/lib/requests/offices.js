// The list of offices, which is requested once, until the site is loaded again; and which of them have seats for so many people
// together, on which days next: one answer for all of them.

import { Problem, Unreachable } from "../base/errors.js";
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
 * @property {string} [address] where the office has told it
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

/** @typedef {{address?: string, phone?: string, hours?: string, facilities?: string[], directions?: string, priority?: string, notice?: string}} Details what an office tells of itself */

/**
 * @typedef {object} OfficeSeats
 * @property {string} office_id
 * @property {{date: string, seats: number, sessions: string[]}[]} days the soonest; the most seats together in one session of the day
 * @property {string} [opens_at] when the next session opens that could seat so many
 */

/** @typedef {Map<string, OfficeSeats>} Seats by the id of the office */

/** @type {Promise<{offices: Office[]}> | undefined} */
let asked;

/** How long an answer is shown again before it is asked for anew, in milliseconds. */
const FRESH = 30_000;
/** Where the API counts no further: so many seats, or more. */
export const MANY_SEATS = 5;

/** @type {{people: number, at: number, answer: Promise<Seats | null>} | undefined} */
let askedSeats;

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

/**
 * The days of an office with their sessions, as they stand now: all that are known, or one.
 *
 * @param {string} id
 * @param {string} [date]
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<any[]>}
 */
export async function daysOf(id, date, how) {
  const query = date ? `?${new URLSearchParams({ from: date, to: date })}` : "";
  return (await call("GET", `/offices/${encodeURIComponent(id)}/availability${query}`, how)).days;
}

/**
 * The seats of all offices for a number of people; null where they cannot be told now, because offices can be chosen without.
 *
 * @param {number} people
 * @returns {Promise<Seats | null>}
 */
export function seatsFor(people) {
  if (askedSeats?.people !== people || performance.now() - askedSeats.at > FRESH) {
    askedSeats = { people, at: performance.now(), answer: ask(people) };
  }
  return askedSeats.answer;
}

/**
 * @param {number} people
 * @returns {Promise<Seats | null>}
 */
async function ask(people) {
  try {
    /** @type {{offices: OfficeSeats[]}} */
    const { offices } = await call("GET", `/offices/seats?people=${people}`, { hasty: true });
    return offices.length ? new Map(offices.map((each) => [each.office_id, each])) : null;
  } catch (error) {
    if (error instanceof Problem || error instanceof Unreachable) return null;
    throw error;
  }
}

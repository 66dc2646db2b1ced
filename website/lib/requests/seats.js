// Which offices have seats for so many people together, and on which days next: one answer for all of them.

import { Problem, Unreachable } from "../base/errors.js";
import { call } from "./call.js";

/**
 * @typedef {object} OfficeSeats
 * @property {string} office_id
 * @property {{date: string, seats: number, sessions: string[]}[]} days the soonest; the most seats together in one session of the day
 * @property {string} [opens_at] when the next session opens that could seat so many
 */

/** @typedef {Map<string, OfficeSeats>} Seats by the id of the office */

/** How long an answer is shown again before it is asked for anew, in milliseconds. */
const FRESH = 30_000;
/** Where the API counts no further: so many seats, or more. */
export const MANY_SEATS = 5;

/** @type {{people: number, at: number, answer: Promise<Seats | null>} | undefined} */
let asked;

/**
 * The seats of all offices for a number of people; null where they cannot be told now, because offices can be chosen without.
 *
 * @param {number} people
 * @returns {Promise<Seats | null>}
 */
export function seatsFor(people) {
  if (asked?.people !== people || performance.now() - asked.at > FRESH) {
    asked = { people, at: performance.now(), answer: ask(people) };
  }
  return asked.answer;
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

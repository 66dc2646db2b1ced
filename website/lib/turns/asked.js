// Requests about turns: the own place, what was drawn for the hours of a day, and how a slot stands.

import { Problem } from "../base/errors.js";
import { call } from "../requests/call.js";
import { daysOf } from "../requests/offices.js";

/** @typedef {import("../device/drafts.js").Turns} Turns */
/** @typedef {{account_id: string, hour: string, seed_hash: string, place?: number, of: number}} Place */
/** @typedef {{begin: string, seed_hash: string, seed?: string}} Hour */
/** @typedef {{session: string, state: string, seats_left: number, turns?: Turns}} Standing */

/**
 * The own place in the hour in which turns begin. It is asked for once: where no answer comes, another moment is better.
 *
 * @param {string} begin
 * @returns {Promise<Place>}
 */
export function ownPlace(begin) {
  return call("GET", `/me/turns?at=${encodeURIComponent(begin)}`, { named: true, hasty: true });
}

/**
 * The hours of a day at an office: the hash of each seed, and the seed once the hour is over. None where nothing was drawn.
 *
 * @param {string} office_id
 * @param {string} date
 * @returns {Promise<Hour[]>}
 */
export async function hoursOf(office_id, date) {
  try {
    return (await call("GET", `/offices/${encodeURIComponent(office_id)}/releases?date=${date}`)).hours;
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return [];
    throw error;
  }
}

/**
 * How the slots of a day stand now.
 *
 * @param {{office_id: string, date: string}} slot
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Standing[]>}
 */
export async function standingsOf({ office_id, date }, how) {
  return (await daysOf(office_id, date, how))[0].sessions;
}

/**
 * How a slot stands now.
 *
 * @param {{office_id: string, date: string, session: string}} slot
 * @returns {Promise<Standing>}
 */
export async function standingOf(slot) {
  const { session } = slot;
  // an office that no longer has such a session has closed it
  return (await standingsOf(slot, { hasty: true })).find((each) => each.session === session) ?? { session, state: "closed", seats_left: 0 };
}

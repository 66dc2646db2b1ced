// Requests about an office's day: who arrives, and who is called where.

import { Problem } from "../../lib/base/errors.js";
import { call } from "../../lib/requests/call.js";

/** @typedef {import("./parties.js").Party} Party */
/** @typedef {import("./parties.js").Desk} Desk */

/**
 * Note that the people of a code have arrived. It is tried once: the door says at once what happened, and somebody scans
 * again.
 *
 * @param {string} office
 * @param {{code: string, lane: string, early?: boolean}} body
 * @param {string} key
 * @returns {Promise<Party>}
 */
export function arrive(office, body, key) {
  return call("POST", `${of(office)}/arrivals`, { body, key, named: true, hasty: true });
}

/**
 * Tell who of a party is here by now; it says what shall be, so it may be repeated.
 *
 * @param {string} office
 * @param {string} id
 * @param {number[]} here places among its people
 * @returns {Promise<Party>}
 */
export function notePeople(office, id, here) {
  return call("POST", `${of(office)}/arrivals/${id}/people`, { body: { here }, repeatable: true, named: true });
}

/**
 * Undo an arrival.
 *
 * @param {string} office
 * @param {string} id
 * @param {string} key
 * @returns {Promise<Party>}
 */
export function undoArrival(office, id, key) {
  return call("POST", `${of(office)}/arrivals/${id}/undo`, { key, named: true });
}

/**
 * Let people wait again who were absent when they were called.
 *
 * @param {string} office
 * @param {string} id
 * @param {string} key
 * @returns {Promise<Party>}
 */
export function comeBack(office, id, key) {
  return call("POST", `${of(office)}/arrivals/${id}/return`, { key, named: true });
}

/**
 * @typedef {object} Given a number that was given to people without a booking
 * @property {string} booking_id
 * @property {string} number
 * @property {string[]} numbers
 * @property {import("./parties.js").Lane} lane
 * @property {string} date
 */

/**
 * Give a number to people without a booking: for today, or with `standby` for the next day that the office serves.
 *
 * @param {string} office
 * @param {{lane: string, people: number, standby?: boolean}} body
 * @param {string} key
 * @returns {Promise<Given>}
 */
export function walkIn(office, body, key) {
  return call("POST", `${of(office)}/walkins`, { body, key, named: true });
}

/**
 * Give seats of a session of today that were given back to a lane at the door.
 *
 * @param {string} office
 * @param {{session: string, lane: string, seats: number, reason: string}} body
 * @param {string} key
 * @returns {Promise<{kept: number, left: number}>} what is kept of the session, and left of the lane
 */
export function giveSeats(office, body, key) {
  return call("POST", `${of(office)}/walkins/seats`, { body, key, named: true });
}

/**
 * The counters and parties of the day, or that nothing has changed.
 *
 * @param {string} office
 * @param {string} [after] the cursor of the last answer
 * @returns {Promise<{cursor: string, changed: boolean, counters?: import("./parties.js").Counter[], parties?: Party[]}>}
 */
export function queueOf(office, after) {
  const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
  return call("GET", `${of(office)}/queue${query}`, { named: true, hasty: true });
}

/**
 * The bookings of today. A device whose clock is wrong, or for which midnight has not come yet, is told which day it is.
 *
 * @param {string} office
 * @param {string} date today, as far as this device knows
 * @returns {Promise<import("./day.js").Day>}
 */
export async function dayOf(office, date) {
  const ask = (/** @type {string} */ day) => call("GET", `${of(office)}/days/${day}`, { named: true, hasty: true });
  try {
    return await ask(date);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "wrong_day" && error.document.date !== date)) throw error;
    return ask(error.document.date);
  }
}

/**
 * @typedef {object} Overtaking a call out of turn
 * @property {string} at
 * @property {string} [number] missing where the party is kept no more
 * @property {number} counter
 * @property {string} reason
 * @property {boolean} mine whether it was made by who asks
 */

/**
 * Today's calls out of turn, the earliest first.
 *
 * @param {string} office
 * @returns {Promise<Overtaking[]>}
 */
export async function overtakingsOf(office) {
  return (await call("GET", `${of(office)}/overtakings`, { named: true })).overtakings;
}

/**
 * What a counter does, by its path below the office.
 *
 * @param {string} office
 * @param {string} path
 * @param {object | undefined} body
 * @param {string} key
 * @returns {Promise<Desk>}
 */
export function operate(office, path, body, key) {
  return call("POST", `${of(office)}/${path}`, { body, key, named: true });
}

/** @param {string} office */
function of(office) {
  return `/staff/offices/${encodeURIComponent(office)}`;
}

// Requests about the waiting list: join, look, leave.

import { call } from "./call.js";

/**
 * @typedef {object} Entry an answer of the API
 * @property {"waiting" | "has_offer" | "ended"} state
 * @property {{office_id: string, before?: number, many?: boolean}[]} offices
 * @property {string} first
 * @property {string} last
 * @property {string[]} sessions none for any
 * @property {string} joined_at
 * @property {number} [rank] what was drawn for the account, once the hour of joining is over
 * @property {number} declined
 * @property {number} unanswered
 * @property {{full_name: string}[]} applicants
 * @property {{office_id: string, date: string, session: string, at: string, kept: number, booked?: boolean}[]} skips the newest first
 * @property {string} [booking_id] the offer that waits for an answer
 * @property {string} [why] it has ended
 */

/**
 * Wait for what a wish names.
 *
 * @param {object} body
 * @param {{key: string, waiting: () => void}} how
 * @returns {Promise<Entry>}
 */
export function joinWaiting(body, how) {
  return call("POST", "/waiting", { body, named: true, ...how });
}

/**
 * The entry of who is logged in, or null.
 *
 * @returns {Promise<Entry | null>}
 */
export async function ownEntry() {
  return (await call("GET", "/waiting", { named: true })).entry;
}

/**
 * Leave the list; who is on none stays on none, so this needs no key.
 *
 * @param {{waiting: () => void}} how
 */
export function leaveWaiting(how) {
  return call("DELETE", "/waiting", { repeatable: true, named: true, ...how });
}

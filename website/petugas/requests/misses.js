// Requests of supervisors about visits that were missed at their office: what citizens say about them, and taking one back.

import { call } from "../../lib/requests/call.js";

/**
 * @typedef {object} Appealed a missed visit about which a citizen says something; no name is among it
 * @property {string} booking_id
 * @property {string} date
 * @property {string} session
 * @property {string} timezone
 * @property {number} nth which of the misses of a year it was
 * @property {number} received how many other bookings the office received in that session
 * @property {{text: string, at: string, read_until: string}} appeal
 */

/**
 * What waits for an answer, the longest waiting first. That it was seen is recorded.
 *
 * @param {string} office
 * @returns {Promise<Appealed[]>}
 */
export async function appealsOf(office) {
  return (await call("GET", `${of(office)}/appeals`, { named: true })).appeals;
}

/**
 * Answer what a citizen says; the same answer again changes nothing, so it may be repeated.
 *
 * @param {string} office
 * @param {string} id of the booking
 * @param {{granted: boolean, reason: string}} answer
 */
export function answerAppeal(office, id, answer) {
  return call("POST", `${of(office)}/appeals/${encodeURIComponent(id)}`, { body: answer, repeatable: true, named: true });
}

/**
 * Take a miss back; it stays so, so it may be repeated.
 *
 * @param {string} office
 * @param {string} id of the booking
 * @param {string} reason
 */
export function waiveMiss(office, id, reason) {
  return call("POST", `${of(office)}/misses/${encodeURIComponent(id)}/waive`, { body: { reason }, repeatable: true, named: true });
}

/** @param {string} office */
function of(office) {
  return `/staff/offices/${encodeURIComponent(office)}`;
}

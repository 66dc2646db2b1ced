// Requests about the quotas of an office: read, and changed one by one at the version that was seen.

import { Problem } from "../../lib/base/errors.js";
import { call } from "../../lib/requests/call.js";

/**
 * @typedef {object} Quota
 * @property {string} office_id
 * @property {string} date
 * @property {string} session
 * @property {number} capacity
 * @property {number} seats_left
 * @property {number} seats_kept seats that were given back and are not yet released
 * @property {number} taken
 * @property {string} opens_at
 * @property {"open" | "closed"} state
 * @property {string | null} reason
 * @property {string | null} closure_id the closure that has it closed
 * @property {string} etag
 */
/** @typedef {{capacity?: number, state?: "open" | "closed", reason: string}} QuotaChange */
/** @typedef {{date: string, session: string, parties: number, people: number}} Wanted how many would take seats of a session */
/** @typedef {{parties: number, people: number, many: boolean, sessions: Wanted[]}} Waiting how many wait at an office; `many` were not counted to the end */

/**
 * The published quotas of an office from a day to another, both included.
 *
 * @param {string} office_id
 * @param {string} from
 * @param {string} to
 * @returns {Promise<Quota[]>}
 */
export async function quotasOf(office_id, from, to) {
  return (await call("GET", `${of(office_id)}?from=${from}&to=${to}`, { named: true })).quotas;
}

/**
 * The quota of a session; throws `Problem` (not found) where none was published.
 *
 * @param {string} office_id
 * @param {string} date
 * @param {string} session
 */
export async function quotaOf(office_id, date, session) {
  const found = (await quotasOf(office_id, date, date)).find((quota) => quota.session === session);
  if (!found) throw new Problem(404, { code: "not_found" });
  return found;
}

/**
 * How many wait at an office for seats that others give back, and for which sessions.
 *
 * @param {string} office_id
 * @returns {Promise<Waiting>}
 */
export function waitingAt(office_id) {
  return call("GET", `/admin/offices/${encodeURIComponent(office_id)}/waiting`, { named: true });
}

/**
 * How many wait for a session; undefined where nobody does.
 *
 * @param {Waiting} waiting
 * @param {{date: string, session: string}} slot
 */
export function wantedOf({ sessions }, { date, session }) {
  return sessions.find((wanted) => wanted.date === date && wanted.session === session);
}

/**
 * Change a quota. The same change at the same version is made once, so it may be repeated.
 *
 * @param {Quota} quota as it was seen
 * @param {QuotaChange} change
 * @returns {Promise<Quota>}
 */
export function changeQuota({ office_id, date, session, etag }, change) {
  return call("PUT", `${of(office_id)}/${date}/${session}`, { body: change, version: etag, repeatable: true, named: true });
}

/** @param {string} office_id */
function of(office_id) {
  return `/admin/offices/${encodeURIComponent(office_id)}/quotas`;
}

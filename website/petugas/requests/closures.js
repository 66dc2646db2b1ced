// Requests about the closing of sessions: what it would do, doing it, its letters, opening again, and whom to call.

import { call } from "../../lib/requests/call.js";
import { underItsKey } from "./unanswered.js";

/** @typedef {{from: string, to: string, session?: string}} ClosedDays */
/**
 * @typedef {object} SlotPreview
 * @property {string} date
 * @property {string} session
 * @property {number} parties
 * @property {number} people
 * @property {number} moved parties that were moved before
 * @property {number} unreachable parties whose mailbox takes no mails
 * @property {number} served parties that came already, and stay
 */
/** @typedef {{slots: SlotPreview[], parties: number, people: number, etag: string}} Preview */
/**
 * @typedef {object} Closure
 * @property {string} closure_id
 * @property {string} office_id
 * @property {"displacing" | "displaced" | "reopening" | "reopened"} state
 * @property {string} reason
 * @property {{date: string, session: string}[]} slots
 * @property {string} created_at
 * @property {string} letters_at
 * @property {string} lapses_at
 * @property {string} [sent_at]
 */
/** @typedef {Closure & {to_call: number}} OpenClosure a closure in the list of its office, with how many parties are to be called */
/** @typedef {{booking_id: string, full_name: string, phone: string, people: number, date: string, session: string, unreachable: boolean}} Call */

/**
 * Whom a closing would displace. It changes nothing.
 *
 * @param {string} office_id
 * @param {ClosedDays} days
 * @returns {Promise<Preview>}
 */
export function previewOf(office_id, days) {
  return call("GET", `${of(office_id)}/preview?${new URLSearchParams({ ...days })}`, { named: true });
}

/**
 * The closures of an office whose people still have a right to another place; those with somebody to call come first.
 *
 * @param {string} office_id
 * @returns {Promise<OpenClosure[]>}
 */
export async function closuresOf(office_id) {
  return (await call("GET", of(office_id), { named: true })).closures;
}

/**
 * Close sessions as they were seen in a preview.
 *
 * @param {string} office_id
 * @param {Preview} preview
 * @param {ClosedDays & {reason: string}} body
 * @returns {Promise<Closure>}
 */
export function closeSessions(office_id, { etag }, body) {
  const about = `closure ${office_id} ${etag} ${JSON.stringify(body)}`;
  return underItsKey(about, (key) => call("POST", of(office_id), { body, key, version: etag, named: true }));
}

/**
 * @param {string} id
 * @returns {Promise<Closure>}
 */
export function closureOf(id) {
  return call("GET", `/admin/closures/${id}`, { named: true });
}

/**
 * Let the letters go now; once they may go, the same again changes nothing.
 *
 * @param {string} id
 * @returns {Promise<Closure>}
 */
export function sendLetters(id) {
  return call("POST", `/admin/closures/${id}/send`, { repeatable: true, named: true });
}

/**
 * Open the sessions again; the same again changes nothing.
 *
 * @param {string} id
 * @returns {Promise<Closure>}
 */
export function reopen(id) {
  return call("POST", `/admin/closures/${id}/reopen`, { repeatable: true, named: true });
}

/**
 * Displaced people to call. Each look is recorded, so it is sent once.
 *
 * @param {string} id
 * @returns {Promise<Call[]>}
 */
export async function callsOf(id) {
  return (await call("GET", `/admin/closures/${id}/calls`, { hasty: true, named: true })).calls;
}

/** @param {string} office_id */
function of(office_id) {
  return `/admin/offices/${encodeURIComponent(office_id)}/closures`;
}

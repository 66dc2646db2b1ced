// Requests about what operators may change of an office: read, and changed at the version that was seen.

import { call } from "../../lib/requests/call.js";

/** @typedef {import("../../lib/requests/offices.js").Details} Details */
/** @typedef {{booked: number, priority: number, bap: number, express: number}} Lanes */
/**
 * @typedef {object} Release
 * @property {"days_ahead" | "weekly"} kind
 * @property {string} at
 * @property {number} days
 * @property {number} weekday
 * @property {number} window_minutes over which the turns of those who want seats are spread; 0 for no turns
 */
/**
 * @typedef {object} Settings
 * @property {string} office_id
 * @property {string} name
 * @property {Details} details
 * @property {Lanes} lanes the share of each lane of the calls
 * @property {Release} release
 * @property {{date: string, opens_at: string}[]} openings the dates of the next eight weeks by this rule
 * @property {string} etag
 */
/** @typedef {{details?: Details, lanes?: Lanes, release?: Release, reason: string}} SettingsChange */

/**
 * @param {string} office_id
 * @returns {Promise<Settings>}
 */
export function settingsOf(office_id) {
  return call("GET", of(office_id), { named: true });
}

/**
 * Change an office. The same change at the same version is made once, so it may be repeated.
 *
 * @param {Settings} settings as they were seen
 * @param {SettingsChange} change
 * @returns {Promise<Settings>}
 */
export function changeSettings({ office_id, etag }, change) {
  return call("PUT", of(office_id), { body: change, version: etag, repeatable: true, named: true });
}

/** @param {string} office_id */
function of(office_id) {
  return `/admin/offices/${encodeURIComponent(office_id)}`;
}

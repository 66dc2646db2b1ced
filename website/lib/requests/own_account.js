// Requests about the own account as a whole: end its sessions, what is known of it, who has seen it, close it, reopen it.

import { call } from "./call.js";

/** @typedef {{role: string, office_id: string, at: string, why: string, daily: boolean}} Sight a look of the staff */

/** End every session, this one too. Those that are ended stay so, so it may be repeated. */
export function endSessions() {
  return call("POST", "/me/sessions/end", { repeatable: true, named: true });
}

/** Everything that is kept of who is logged in. */
export function everythingKept() {
  return call("GET", "/me/export", { named: true });
}

/**
 * Who of the staff has looked, the newest first.
 *
 * @returns {Promise<Sight[]>}
 */
export async function looks() {
  return (await call("GET", "/me/seen", { named: true })).seen;
}

/**
 * Close the account; one that is being closed stays so, so it may be repeated.
 *
 * @param {string} password
 * @param {{waiting: () => void}} how
 */
export function closeAccount(password, how) {
  return call("POST", "/me/close", { body: { password }, repeatable: true, named: true, ...how });
}

/** Keep the account that was to be closed. */
export function reopenAccount() {
  return call("POST", "/me/reopen", { repeatable: true, named: true });
}

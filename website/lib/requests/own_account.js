// Requests about the own account as a whole: end its sessions, what is known of it, who has seen it, close it, reopen it, its
// password, and its address.

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
 * @typedef {object} Miss a visit to which nobody came although the office received others
 * @property {string} booking_id
 * @property {string} office_name
 * @property {string} date
 * @property {string} timezone
 * @property {number} received how many other bookings the office received in that session
 * @property {string} [until] until when it stopped new bookings
 * @property {string} answered_until until when its holder may excuse it or appeal
 * @property {{by: "account" | "staff", reason?: string}} [waiver] that it does not count any more
 * @property {{text: string, read_until: string, granted?: boolean, answer?: string}} [appeal]
 */

/**
 * The visits that were missed, the oldest first, and until when they stop new bookings.
 *
 * @returns {Promise<{frozen_until: string | null, misses: Miss[]}>}
 */
export function ownMisses() {
  return call("GET", "/me/misses", { named: true });
}

/**
 * Have a missed visit not counted; it stays so, so it may be repeated.
 *
 * @param {string} id of the booking
 * @param {{waiting: () => void}} how
 */
export function excuse(id, how) {
  return call("POST", `/me/misses/${encodeURIComponent(id)}/excuse`, { repeatable: true, named: true, ...how });
}

/**
 * Let a person of the office read why a visit should not count; the same text again changes nothing, so it may be repeated.
 *
 * @param {string} id of the booking
 * @param {string} text
 * @param {{waiting: () => void}} how
 */
export function appeal(id, text, how) {
  return call("POST", `/me/misses/${encodeURIComponent(id)}/appeal`, { body: { text }, repeatable: true, named: true, ...how });
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

/**
 * Change the password; every log-in ends with it. It is sent once: a repeat would come with the old password.
 *
 * @param {{old_password: string, new_password: string}} passwords
 */
export function changePassword(passwords) {
  return call("POST", "/me/password", { body: passwords, named: true });
}

/**
 * Have a code mailed to a new address. The answer is alike whether or not that has an account.
 *
 * @param {{email: string, password: string}} wish
 * @returns {Promise<{secret: string}>}
 */
export function askForAddress(wish) {
  return call("POST", "/me/email", { body: wish, named: true });
}

/**
 * Make the new address that of the account. The same may be sent again, so it is, where no answer came.
 *
 * @param {{secret: string, code: string}} proof
 */
export function confirmAddress(proof) {
  return call("POST", "/accounts/email/confirm", { body: proof, repeatable: true });
}

/**
 * Give the account its old address back. The same may be sent again, so it is, where no answer came.
 *
 * @param {{secret: string, password: string}} proof
 */
export function undoAddress(proof) {
  return call("POST", "/accounts/email/undo", { body: proof, repeatable: true });
}

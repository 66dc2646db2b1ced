// Requests of officers at counters about the account that has the NIK of an identity card.

import { call } from "../../lib/requests/call.js";
import { underItsKey } from "./unanswered.js";

/** @typedef {"raise" | "correct" | "recover" | "transfer" | "close"} Deed */
/**
 * @typedef {object} Holder whose a NIK is
 * @property {boolean} registered whether an account has it
 * @property {number} version
 * @property {0 | 1 | 2 | 3} identity_level
 * @property {boolean} promised whether it waits for a sign-up of its owner
 * @property {string} [full_name] of the account, if it is there
 * @property {number} [birth_year]
 * @property {string} [email_masked]
 * @property {boolean} [active_booking]
 * @property {string} [closes_at]
 */
/** @typedef {{deed: Deed, reason: string, full_name?: string, birth_year?: number, email?: string}} Wish */

/**
 * Whose the NIK of a card is. Whoever is seen can see that, so each look is one more record.
 *
 * @param {string} office
 * @param {string} nik
 * @returns {Promise<Holder>}
 */
export function lookUp(office, nik) {
  return call("POST", `${of(office)}/look`, { body: { nik }, repeatable: true, named: true });
}

/**
 * Do something with the account as it was seen, and return whose the NIK is then.
 *
 * @param {string} office
 * @param {string} nik
 * @param {Holder} seen
 * @param {Wish} wish
 * @returns {Promise<Holder>}
 */
export async function setRight(office, nik, seen, wish) {
  const body = { nik, ...wish };
  const version = `"${seen.version}"`;
  // the tab keeps what was never answered, and must keep nothing that somebody can read a NIK or a name from
  const about = `identity ${await shortHash(JSON.stringify([office, version, body]))}`;
  return underItsKey(about, (key) => call("POST", of(office), { body, key, version, named: true }));
}

/** @param {string} text */
async function shortHash(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} office */
function of(office) {
  return `/staff/offices/${encodeURIComponent(office)}/identity`;
}

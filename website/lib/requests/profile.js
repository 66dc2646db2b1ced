// Requests about the account of who is logged in: see it, and change how it is written to.

import { call } from "./call.js";

/**
 * @typedef {object} Profile
 * @property {string} full_name
 * @property {string} email
 * @property {string} phone
 * @property {string} nik_masked
 * @property {"id" | "en"} language in which mails are written
 * @property {boolean} reminders whether visits are reminded of
 * @property {boolean} whatsapp whether reminders and closed sessions are told over WhatsApp too
 * @property {boolean} whatsapp_available whether anything is sent over WhatsApp at all
 * @property {boolean} mailbox_works whether the mailbox took the last mails
 * @property {string | null} active_booking
 * @property {{newest: string, accepted: string | null}} notice which version of the privacy notice there is, and which was accepted
 * @property {boolean} children whether its holder agreed that data of children are kept
 * @property {string | null} [closes_at] when it is erased, where it was closed
 * @property {number} identity_level how sure it is who this is: 0 a mailbox, 1 the registry, 3 the card seen at a counter
 * @property {"match" | "mismatch" | "unknown" | "down" | null} registry what the civil registry said last
 * @property {boolean} books_family whether that is enough to book for others
 */

/**
 * The account of who is logged in; throws `Problem` (forbidden) where the registration was not finished.
 *
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Profile>}
 */
export function ownProfile(how = {}) {
  return call("GET", "/me", { named: true, ...how });
}

/**
 * Change how the account is written to, its telephone number, or what its holder agrees to, and return it as it is then. It says
 * what shall be, so it may be repeated.
 *
 * @param {{language?: string | undefined, reminders?: boolean, whatsapp?: boolean, phone?: string, children?: boolean, notice_version?: string}} settings
 * @param {{waiting: () => void}} how
 * @returns {Promise<Profile>}
 */
export function changeProfile(settings, how) {
  return call("PATCH", "/me", { body: settings, repeatable: true, named: true, ...how });
}

/**
 * Have NIK and birth date, typed once more, checked with the civil registry; `ownProfile` tells later what it said.
 *
 * @param {{nik: string, birth_date: string}} person
 * @param {{waiting: () => void}} how
 * @returns {Promise<unknown>}
 */
export function checkIdentity(person, how) {
  return call("POST", "/me/check", { body: person, named: true, ...how });
}

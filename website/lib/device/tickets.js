// Tickets kept on this device, so that they open at the counter without a signal. There is no NIK in them. They are
// deleted when their day has passed by the service's clock, when the booking is cancelled, and at the log-out. A device's own
// clock may be wrong, so it ends nothing. A booking whose session its office has closed is kept too, as no ticket: until its
// right to another place ends, the device says what has happened.

import { isHeard, now } from "../base/clock.js";
import { device } from "../base/store.js";
import { t } from "../words/texts.js";
import { shortInstantText, today } from "../words/times.js";

/**
 * @typedef {object} Applicant a person of a booking
 * @property {string} relation
 * @property {string} full_name
 * @property {"present" | "left" | "superseded"} [presence] whether the person comes; in tickets that were kept before
 *   anybody could leave there is none
 * @property {string} [queue_number] none for who left before the booking was moved
 * @property {string} [contested_at] since when the account knows that the person asks to be taken out
 * @property {string} [objected_at]
 */
/**
 * @typedef {object} Booking an answer of the API
 * @property {string} booking_id
 * @property {"confirmed" | "cancelled" | "checked_in" | "displaced" | "offered"} status
 * @property {string} office_id
 * @property {string} office_name
 * @property {string} [office_address] what the office told as its own when this was read
 * @property {string} timezone
 * @property {string} date
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 * @property {"new" | "renewal"} service
 * @property {Applicant[]} applicants all whom it lists, also those who no longer come
 * @property {number} reschedules_left
 * @property {number} [revision] grows with each change; in tickets of a release of before there is none
 * @property {string} [changed_at] when it was changed last
 * @property {string} [checked_in_at]
 * @property {string} [cannot_come_at] when the account told that nobody comes, which ended the booking
 * @property {string} [missed_at] when it was decided that nobody came although the office received others
 * @property {{reason: string, until: string}} [closure] of a displaced booking: why its office has closed the session, and
 *   the instant until which it has a right to another place
 * @property {{until: string, answer?: "accepted" | "declined" | "booked" | "lapsed" | "withdrawn", last: boolean}} [offer] of one that the
 *   waiting list offered: until when it can be answered, and how it was; `last` says that its people wait no more
 */

const TICKETS = "tickets";
/** What is shown at a counter, if its day has not passed. */
const GOOD_AT_COUNTER = ["confirmed", "checked_in"];

/** @returns {Booking[]} the tickets of today and the days to come, and displaced bookings with a right; soonest first */
export function tickets() {
  /** @type {Booking[]} */
  const kept = device.get(TICKETS) ?? [];
  const active = kept.filter(isActive);
  if (active.length < kept.length) set(active);
  return active.sort((one, other) => one.date.localeCompare(other.date));
}

/**
 * What is kept of a booking, or undefined.
 *
 * @param {string} id
 */
export function ticketOf(id) {
  return tickets().find((ticket) => ticket.booking_id === id);
}

/**
 * Bring the kept ticket of a booking up to date with it.
 *
 * @param {Booking} booking
 */
export function keepTicket(booking) {
  keepTickets([...tickets().filter((ticket) => ticket.booking_id !== booking.booking_id), booking]);
}

/**
 * Keep the tickets of these bookings, and no others.
 *
 * @param {Booking[]} bookings
 */
export function keepTickets(bookings) {
  set(bookings.filter(isActive).map(withoutNik));
}

/** Forget all tickets. */
export function forgetTickets() {
  device.forget(TICKETS);
}

/**
 * Whether a booking can still be shown at a counter.
 *
 * @param {Booking} booking
 */
export function isTicket({ status, date, timezone }) {
  return GOOD_AT_COUNTER.includes(status) && !(isHeard() && date < today(timezone));
}

/**
 * Whether the people of a booking have a right to another place now, because its office has closed the session.
 *
 * @param {Booking} booking
 */
export function hasRight({ status, closure }) {
  return status === "displaced" && closure !== undefined && !(isHeard() && now() >= Date.parse(closure.until));
}

/**
 * Whether the waiting list has offered it and nobody has accepted it, so far or before it ended.
 *
 * @param {Booking} booking
 */
export function isOffer({ offer }) {
  return offer !== undefined && offer.answer !== "accepted";
}

/**
 * The word for how a booking stands, in the site's texts.
 *
 * @param {Booking} booking
 */
export function stateOf(booking) {
  if (booking.cannot_come_at) return "not_coming";
  if (booking.missed_at) return "missed";
  return booking.status === "confirmed" && !isTicket(booking) ? "past" : booking.status;
}

/**
 * Whether something of a booking is still to come: the visit, or the choice of another place.
 *
 * @param {Booking} booking
 */
export function isActive(booking) {
  return isTicket(booking) || hasRight(booking);
}

/**
 * A booking's id in groups of four, as people read it out.
 *
 * @param {string} booking_id
 */
export function grouped(booking_id) {
  return booking_id.match(/.{1,4}/g)?.join(" ") ?? "";
}

/**
 * Which version of the ticket it is, such as "Versi 3, 2 Des, 14.05 WIB"; "" for one of a release of before.
 *
 * @param {Booking} booking
 */
export function versionText({ revision, changed_at, timezone }) {
  return changed_at && revision !== undefined ? t("ticket.version", { version: revision + 1, time: shortInstantText(changed_at, timezone) }) : "";
}

/** @param {Booking} booking */
function withoutNik(booking) {
  const applicants = booking.applicants.map(({ relation, full_name, presence, queue_number, contested_at, objected_at }) => ({
    relation,
    full_name,
    presence,
    queue_number,
    contested_at,
    objected_at,
  }));
  return { ...booking, applicants };
}

/** @param {Booking[]} kept */
function set(kept) {
  device.set(TICKETS, kept);
}

// Requests about bookings: list, book, add, move, take another place, cancel, take somebody out. Each booking in an answer
// is kept on the device as a ticket.

import { awaited, moving, slotOf } from "../device/drafts.js";
import { keepSite } from "../device/offline.js";
import { peopleOf } from "../device/party.js";
import { keepTicket, keepTickets, tickets } from "../device/tickets.js";
import { call } from "./call.js";

/** @typedef {import("../device/tickets.js").Booking} Booking */
/** @typedef {import("./offices.js").Option} Option */

/**
 * All bookings, newest first.
 *
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Booking[]>}
 */
export async function allBookings({ hasty = false } = {}) {
  const { bookings } = await call("GET", "/bookings", { named: true, hasty });
  keepTickets(bookings);
  keepSiteForTickets();
  return bookings;
}

/**
 * One booking; throws `Problem` (not found) for another's.
 *
 * @param {string} id
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Booking>}
 */
export async function bookingOf(id, { hasty = false } = {}) {
  return kept(await call("GET", pathOf(id), { named: true, hasty }));
}

/**
 * Make a booking.
 *
 * @param {object} body
 * @param {{key: string, waiting: () => void}} how
 */
export async function book(body, how) {
  return kept(await call("POST", "/bookings", { body, named: true, ...how }));
}

/**
 * Add members of the family to a booking.
 *
 * @param {string} id
 * @param {object[]} applicants
 * @param {{key: string, waiting: () => void}} how
 */
export async function add(id, applicants, how) {
  return kept(await call("POST", `${pathOf(id)}/applicants`, { body: { applicants }, named: true, ...how }));
}

/**
 * Move a booking to another slot.
 *
 * @param {string} id
 * @param {import("../device/drafts.js").Slot} slot
 * @param {{key: string, waiting: () => void}} how
 */
export async function move(id, { office_id, date, session }, how) {
  const body = { office_id, date, session };
  return kept(await call("POST", `${pathOf(id)}/reschedule`, { body, named: true, ...how }));
}

/**
 * The nearest places for a displaced booking; none for any other.
 *
 * @param {string} id
 * @returns {Promise<Option[]>}
 */
export async function placesOf(id) {
  return (await call("GET", `${pathOf(id)}/places`, { named: true })).places;
}

/**
 * Take one of the places of a displaced booking, and return the booking as it is then. Until a place that was chosen is
 * answered for, that one is asked for again, under its key, whatever is chosen. A booking that is not displaced any more
 * stays as it is: it was moved, and the answer was lost, or its office has opened the session again.
 *
 * @param {Booking} booking
 * @param {import("../device/drafts.js").Slot} place
 * @param {{waiting: () => void}} how
 * @returns {Promise<Booking>}
 */
export async function takePlace(booking, place, how) {
  const id = booking.booking_id;
  const now = await bookingOf(id);
  if (now.status !== "displaced") {
    moving.forget();
    return now;
  }
  if (!awaited(id)) {
    const from = slotOf({ ...booking, name: booking.office_name }, booking);
    moving.change({ booking_id: id, people: peopleOf(now).length, from, displaced: true, slot: place });
  }
  return moving.send((key) => move(id, awaited(id) ?? place, { key, ...how }));
}

/**
 * Cancel a booking; one that is cancelled stays cancelled, so this needs no key.
 *
 * @param {string} id
 * @param {{waiting: () => void}} how
 */
export async function cancel(id, how) {
  return kept(await call("POST", `${pathOf(id)}/cancel`, { repeatable: true, named: true, ...how }));
}

/**
 * Accept or decline what the waiting list offers; the same answer again changes nothing, so this needs no key.
 *
 * @param {string} id
 * @param {"accept" | "decline"} answer
 * @param {{waiting: () => void}} how
 */
export async function answerOffer(id, answer, how) {
  return kept(await call("POST", `${pathOf(id)}/${answer}`, { repeatable: true, named: true, ...how }));
}

/**
 * Tell that nobody of a booking comes; one that has ended stays so, so this needs no key.
 *
 * @param {string} id
 * @param {{waiting: () => void}} how
 */
export async function tellCannotCome(id, how) {
  return kept(await call("POST", `${pathOf(id)}/cannot-come`, { repeatable: true, named: true, ...how }));
}

/**
 * Take a person out of a booking; who is out already stays out, so this needs no key.
 *
 * @param {string} id
 * @param {number} place where the person is in the booking's `applicants`, from 0
 * @param {{waiting: () => void}} how
 */
export async function takeOut(id, place, how) {
  return kept(await call("POST", `${pathOf(id)}/applicants/${place}/leave`, { repeatable: true, named: true, ...how }));
}

/**
 * Object to the leaving of a person who asks to be taken out of a booking; an objection stays, so this needs no key.
 *
 * @param {string} id
 * @param {number} place as in `takeOut`
 * @param {{waiting: () => void}} how
 */
export async function objectTo(id, place, how) {
  return kept(await call("POST", `${pathOf(id)}/applicants/${place}/object`, { repeatable: true, named: true, ...how }));
}

/**
 * The visit as an iCalendar file.
 *
 * @param {string} id
 * @returns {Promise<string>}
 */
export function calendarOf(id) {
  return call("GET", `${pathOf(id)}/calendar`, { named: true });
}

/**
 * A short-lived address of the ticket as a picture (SVG).
 *
 * @param {string} id
 * @returns {Promise<{url: string}>}
 */
export function receiptOf(id) {
  return call("GET", `${pathOf(id)}/receipt?format=svg`, { named: true });
}

/** @param {string} id */
function pathOf(id) {
  return `/bookings/${encodeURIComponent(id)}`;
}

/**
 * @param {Booking} booking
 * @returns {Booking}
 */
function kept(booking) {
  keepTicket(booking);
  keepSiteForTickets();
  return booking;
}

/** Keep the site too once there is a ticket: without a signal, a ticket opens only if the pages are on the device. */
function keepSiteForTickets() {
  if (tickets().length) void keepSite();
}

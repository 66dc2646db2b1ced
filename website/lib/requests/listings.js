// Requests about bookings that other accounts made for who is logged in: see them, ask to be taken out, leave.

import { now } from "../base/clock.js";
import { Problem } from "../base/errors.js";
import { closesFirst, comes, isClosed } from "../device/party.js";
import { isActive } from "../device/tickets.js";
import { call } from "./call.js";
import { officeOf } from "./offices.js";

/** @typedef {import("../device/tickets.js").Booking} Booking */

/**
 * @typedef {object} Listing a booking of another account, with the time zone of its office
 * @property {string} booking_id
 * @property {"confirmed" | "cancelled" | "checked_in" | "displaced"} status
 * @property {string} office_id
 * @property {string} office_name
 * @property {string} timezone
 * @property {string} date
 * @property {string} session
 * @property {string} booked_by initials of the account's holder
 * @property {string} [contested_at]
 * @property {string} [objected_at]
 * @property {string} [leaves_from] the instant from which who is logged in may leave
 * @property {string} [supersedes_from] the instant from which an own booking takes them out
 * @property {{reason: string, until: string}} [closure] why its office has closed the session, and until when the account
 *   may move the booking
 */

/**
 * The bookings of other accounts that have who is logged in. Whoever comes with a booking of their own is in no other, so
 * then nothing is asked.
 *
 * @param {Booking[]} bookings those of the account
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Listing[]>}
 */
export async function listingsBeside(bookings, how) {
  const booked = bookings.some((booking) => isActive(booking) && booking.applicants.some((person) => person.relation === "self" && comes(person)));
  return booked ? [] : allListings(how);
}

/**
 * One of them; throws `Problem` (not found) for any other booking.
 *
 * @param {string} id
 */
export async function listingOf(id) {
  const found = (await allListings()).find((listing) => listing.booking_id === id);
  if (!found) {
    throw new Problem(404, { code: "not_found" });
  }
  return found;
}

/**
 * Ask to be taken out, which the account that made the booking is told; may be repeated.
 *
 * @param {string} id
 * @param {{waiting: () => void}} how
 * @returns {Promise<unknown>}
 */
export function contest(id, how) {
  return call("POST", `${pathOf(id)}/contest`, { repeatable: true, named: true, ...how });
}

/**
 * Leave; who has left stays out, so it may be repeated.
 *
 * @param {string} id
 * @param {{waiting: () => void}} how
 * @returns {Promise<unknown>}
 */
export function leave(id, how) {
  return call("POST", `${pathOf(id)}/leave`, { repeatable: true, named: true, ...how });
}

/**
 * How who is listed gets out now: `leave` at once, `ask` first, `wait` until `leaves_from`, go to a counter because the
 * account has `objected`, or not at all, because it is too `late` to ask or the booking is `closed`; where its office has
 * closed the session, the right that holds them is `ending` soon anyway.
 *
 * @param {Listing} listing
 * @returns {"leave" | "ask" | "wait" | "objected" | "late" | "closed" | "ending"}
 */
export function wayOut(listing) {
  if (isClosed(listing)) return listing.closure ? "ending" : "closed";
  if (listing.leaves_from) return Date.parse(listing.leaves_from) <= now() ? "leave" : "wait";
  if (listing.objected_at) return "objected";
  if (!closesFirst(listing, listing.contested_at)) return "ask";
  return listing.closure ? "ending" : "late";
}

/**
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Listing[]>}
 */
async function allListings({ hasty = false } = {}) {
  /** @type {{listings: Listing[]}} */
  const { listings } = await call("GET", "/me/listings", { named: true, hasty }).catch(ofNobody);
  return Promise.all(listings.map(async (listing) => ({ ...listing, timezone: (await officeOf(listing.office_id)).timezone })));
}

/**
 * Whose registration is not complete has no NIK here, and so is in nobody's booking. Any other error is thrown on.
 *
 * @param {unknown} error
 */
function ofNobody(error) {
  if (error instanceof Problem && error.code === "forbidden") return { listings: [] };
  throw error;
}

/** @param {string} id */
function pathOf(id) {
  return `/me/listings/${encodeURIComponent(id)}`;
}

// The people of a booking: who comes, who asks to be taken out, and until when something can be done about it.

import { instantOf, now } from "../base/clock.js";
import { CLOSES_DAYS_BEFORE, OBJECTION_HOURS } from "../base/rules.js";
import { dateAt, plusDays, timeNow, today } from "../words/times.js";
import { isSameSlot } from "./drafts.js";
import { hasRight } from "./tickets.js";

/** @typedef {import("./tickets.js").Applicant} Applicant */
/** @typedef {import("./tickets.js").Booking} Booking */
/** @typedef {Pick<Booking, "date" | "timezone" | "closure">} Changeable */

/**
 * The people who come with a booking.
 *
 * @param {Booking} booking
 */
export function peopleOf({ applicants }) {
  return applicants.filter(comes);
}

/**
 * Whether a person of a booking comes with it: who left or has a booking of their own does not, and their number is good
 * for nothing.
 *
 * @param {Applicant} applicant
 */
export function comes({ presence = "present" }) {
  return presence === "present";
}

/**
 * The last day on which a booking for a day can be changed.
 *
 * @param {string} date
 */
export function lastDayToChange(date) {
  return plusDays(date, -CLOSES_DAYS_BEFORE);
}

/**
 * The last day on which people go out of a booking: that before its day, or of a displaced one the last of its right.
 *
 * @param {Changeable} booking
 */
export function lastDayToLeave(booking) {
  return booking.closure ? lastDayOfRight(booking) : lastDayToChange(booking.date);
}

/**
 * Whether it is too late to change a booking, by the clock of its office.
 *
 * @param {Changeable} booking
 */
export function isClosed(booking) {
  return today(booking.timezone) > lastDayToLeave(booking);
}

/**
 * Whether people can still tell that they do not come, though nothing else can be changed: on the day itself until the
 * arrival window begins, by the clock of the office.
 *
 * @param {Booking} booking
 */
export function canTell(booking) {
  const { status, date, timezone, arrive_from } = booking;
  return status === "confirmed" && isClosed(booking) && date === today(timezone) && timeNow(timezone) < arrive_from;
}

/**
 * Whether a booking can be moved: once, and a displaced one as long as it has a right to another place, also if it was
 * moved before and once its day has come.
 *
 * @param {Booking} booking
 */
export function canMove(booking) {
  return hasRight(booking) || (booking.status === "confirmed" && booking.reschedules_left > 0);
}

/**
 * The last whole day on which a displaced booking has a right to another place, by the clock of its office.
 *
 * @param {Changeable} booking
 */
export function lastDayOfRight({ closure, timezone, date }) {
  return closure ? plusDays(dateAt(new Date(closure.until), timezone), -1) : date;
}

/**
 * Whether the office of a displaced booking has opened its session again, which gave back the slot and the numbers.
 *
 * @param {Booking} before
 * @param {Booking} now
 */
export function openedAgain(before, now) {
  const [old, present] = [before, now].map((booking) => peopleOf(booking).map(({ queue_number }) => queue_number).join());
  return before.status === "displaced" && now.status === "confirmed" && isSameSlot(now, before) && old === present;
}

/**
 * The instant until which the account may object to the leaving of a person who contests, if the booking is not closed
 * before.
 *
 * @param {Applicant} applicant
 */
export function objectsUntil({ contested_at = "" }) {
  return new Date(objectionEnds(contested_at)).toISOString();
}

/**
 * Whether a booking is closed before the time is over in which its account may object.
 *
 * @param {Changeable} booking
 * @param {string} [contestedAt] since when; from now on where it is not given
 */
export function closesFirst(booking, contestedAt = instantOf(now())) {
  return dateAt(new Date(objectionEnds(contestedAt)), booking.timezone) > lastDayToLeave(booking);
}

/** @param {string} contestedAt */
function objectionEnds(contestedAt) {
  return Date.parse(contestedAt) + OBJECTION_HOURS * 3_600_000;
}

/**
 * Whether the account can object to the leaving of the person at a place now.
 *
 * @param {Booking} booking
 * @param {number} place
 */
export function canObject(booking, place) {
  const person = booking.applicants[place];
  if (!person?.contested_at || person.objected_at || !comes(person)) return false;
  return (booking.status === "confirmed" || hasRight(booking)) && !isClosed(booking) && now() < Date.parse(objectsUntil(person));
}

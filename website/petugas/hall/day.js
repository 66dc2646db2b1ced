// Today's list: its order, search in it, and the same as a file for a spreadsheet.

import { bookingIdOf } from "./code.js";
import { lastDigits, shortened } from "./parties.js";

/** @typedef {import("./parties.js").PartyPerson} PartyPerson */
/**
 * @typedef {object} DayBooking
 * @property {string} booking_id
 * @property {string} number
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 * @property {"expected" | import("./parties.js").PartyState} state
 * @property {boolean} overdue
 * @property {PartyPerson[]} people
 * @property {string | null} [arrived_at]
 */
/**
 * @typedef {object} DaySession
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 * @property {number} expected
 * @property {number} arrived
 * @property {number} waiting
 * @property {number} called
 * @property {number} served
 * @property {number} absent
 * @property {number} kept seats that were given back
 */
/** @typedef {{date: string, sessions: DaySession[], bookings: DayBooking[]}} Day */

/**
 * The bookings in the order of the list: those that should have been here first, then by their number.
 *
 * @param {DayBooking[]} bookings
 */
export function ordered(bookings) {
  return [...bookings].sort((one, other) => Number(other.overdue) - Number(one.overdue) || compare(one.number, other.number));
}

/**
 * The bookings that somebody searches for: by a code, a number of the queue, the last four digits of a NIK, or parts of a
 * name in any order. All of them if nothing is searched for.
 *
 * @param {DayBooking[]} bookings
 * @param {string} wanted
 */
export function found(bookings, wanted) {
  const id = bookingIdOf(wanted);
  if (id) return bookings.filter((booking) => booking.booking_id === id);
  // a whole number is that number, and not also whose name begins with its letter
  const number = plain(wanted).replaceAll(" ", "");
  const called = bookings.filter((booking) => booking.people.some((person) => plain(person.number).replaceAll(" ", "") === number));
  if (called.length) return called;
  const words = plain(wanted).split(" ").filter(Boolean);
  return bookings.filter((booking) => {
    const said = booking.people.flatMap((person) => [person.number, person.full_name, person.nik_masked.slice(-4)]);
    const text = ` ${plain(said.join(" "))} ${said.map((each) => plain(each).replaceAll(" ", "")).join(" ")}`;
    return words.every((word) => text.includes(` ${word}`));
  });
}

/**
 * A table as a file that spreadsheets read: UTF-8 with its mark, a comma between values, CRLF after lines. A value that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 *
 * @param {(string | number)[][]} rows
 */
export function csv(rows) {
  const line = (/** @type {(string | number)[]} */ row) => row.map((value) => quoted(String(value))).join(",");
  return `\ufeff${rows.map((row) => `${line(row)}\r\n`).join("")}`;
}

/**
 * The list as rows: a person in each, with the name in short.
 *
 * @param {DayBooking[]} bookings
 * @param {(booking: DayBooking) => {session: string, state: string, arrived: string}} words
 * @returns {string[][]}
 */
export function rowsOf(bookings, words) {
  return bookings.flatMap((booking) => {
    const { session, state, arrived } = words(booking);
    return booking.people.map((person) => [person.number, shortened(person.full_name), lastDigits(person), session, state, arrived]);
  });
}

/** @param {string} value */
function quoted(value) {
  // white space first is what some programs leave out before they look
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/[\p{M}'\u2018\u2019]/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * @param {string} one
 * @param {string} other
 */
function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}

// The code of a ticket, as it is scanned or typed. The API reads codes by the same rules (`antrean.tickets.qr`);
// tests/unit/test_website_codes.py compares both.

import { compact } from "../../lib/base/text.js";

const CONTROLS = /[\u0000-\u001f\u007f]/g;
/** What scanners, lists and letters put before and behind a code. */
const AROUND = /^["'*;,:\u2018\u2019\u201c\u201d]+|["'*;,:\u2018\u2019\u201c\u201d]+$/g;
/** `]Q1` and the like is how scanners tell which kind of symbol they read (ISO/IEC 15424). */
const KIND = /^\][A-Z][0-9A-Z]/;
/** What calendar and ticket call the code; blanks are left out already. */
const LABEL = /^(?:KODE|BOOKINGCODE):/;
/** The id alone has 16 characters, so one that begins with AP1 is never cut. Behind the id the mark of a revision may stand. */
const CODE = /^AP1([0-9A-HJKMNP-TV-Z]{16}[0-9A-HJKMNP-TV-Z]?)$|^([0-9A-HJKMNP-TV-Z]{16})$/;
/** How long the id is. */
const ID = 16;
/** Letters that Crockford's base32 leaves out and reads as the digits that they look like. */
const ALIKE = { I: "1", L: "1", O: "0" };

/**
 * The id of the booking that a code names, or null if it is none of ours.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function bookingIdOf(text) {
  return plainCode(text)?.slice(0, ID) ?? null;
}

/**
 * Whether a code is whole and bears the mark of a revision, so that nothing can follow.
 *
 * @param {string} text
 */
export function hasMark(text) {
  return (plainCode(text)?.length ?? 0) > ID;
}

/**
 * What a code says behind AP1, or null if it is none of ours: the id of a booking, and the mark of its revision if it bears one.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function plainCode(text) {
  let plain = compact(text.replace(CONTROLS, "")).replace(AROUND, "");
  // refused before upper case, which turns some letters, such as the long s, into ASCII
  if (/[^\u0000-\u007f]/.test(plain)) return null;
  // taken away before I, L and O are read as digits: kinds and words are written in letters
  for (const before of [KIND, LABEL]) {
    plain = plain.toUpperCase().replace(before, "").replace(AROUND, "");
  }
  const found = CODE.exec(plain.replace(/[ILO]/g, (letter) => ALIKE[/** @type {"I" | "L" | "O"} */ (letter)]));
  return found?.[1] ?? found?.[2] ?? null;
}

/**
 * What the QR code of a booking says, as on every ticket.
 *
 * @param {string} id
 */
export function payloadOf(id) {
  return `AP1${id}`;
}

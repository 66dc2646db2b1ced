// A ticket that is sent to somebody: its words, and the ways to send them. There is no name and no NIK in it.

import { t } from "../words/texts.js";
import { dateText, windowText } from "../words/times.js";
import { peopleOf } from "./party.js";
import { grouped, versionText } from "./tickets.js";

/** @typedef {import("./tickets.js").Booking} Booking */

/**
 * What a ticket says to somebody else, in lines: office, day, window, the numbers of those who come, and its code.
 *
 * @param {Booking} booking
 */
export function ticketLines(booking) {
  const numbers = peopleOf(booking).map(({ queue_number }) => queue_number);
  return [
    booking.office_name,
    dateText(booking.date),
    `${t("check.window")}: ${windowText(booking, booking.timezone)}`,
    `${t("take_out.number")}: ${numbers.join(", ")}`,
    `${t("share.code")}: ${grouped(booking.booking_id)}`,
    versionText(booking),
  ];
}

/**
 * The address that opens WhatsApp with a text, where people then choose to whom it goes.
 *
 * @param {string[]} lines
 */
export function whatsAppAddress(lines) {
  return `https://wa.me/?text=${encodeURIComponent(lines.join("\n"))}`;
}

/** Whether the browser can hand something to other programs of the device. */
export function canShare() {
  return "share" in navigator;
}

/**
 * Hand a ticket to another program of the device, which people choose: the picture too, where the device takes pictures.
 * If the browser refuses, WhatsApp is opened as it is where no browser can do this.
 *
 * @param {string[]} lines
 * @param {File | null} picture
 */
export async function share(lines, picture) {
  const text = lines.join("\n");
  const files = picture ? { files: [picture] } : {};
  try {
    await navigator.share(picture && navigator.canShare?.(files) ? { text, ...files } : { text });
  } catch (error) {
    // people who think better of it close the list of programs; a second press while it is open is refused in the same way
    if (error instanceof DOMException && ["AbortError", "InvalidStateError"].includes(error.name)) return;
    location.assign(whatsAppAddress(lines));
  }
}

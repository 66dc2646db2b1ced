// A reminder for the telephone's calendar: when a day's seats can be taken.

import { now } from "../base/clock.js";
import { t } from "../words/texts.js";

/**
 * The address (data:) of an iCalendar file (RFC 5545) with an alarm ten minutes before, for a link to download.
 *
 * @param {{office: string, date: string, opens_at: string, address: string}} opening
 */
export function reminder({ office, date, opens_at, address }) {
  const made = stamp(new Date(now()));
  const begins = new Date(opens_at);
  const ends = new Date(begins.getTime() + 30 * 60_000);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Antrean Paspor//ID",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${date}-${encodeURIComponent(office)}@antrean-paspor`,
    `DTSTAMP:${made}`,
    `LAST-MODIFIED:${made}`,
    `DTSTART:${stamp(begins)}`,
    `DTEND:${stamp(ends)}`,
    `SUMMARY:${escaped(t("office.reminder", { office }))}`,
    `URL:${address}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(t("office.reminder", { office }))}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `data:text/calendar;charset=utf-8,${encodeURIComponent(`${lines.map(folded).join("\r\n")}\r\n`)}`;
}

/** @param {Date} instant */
function stamp(instant) {
  return instant.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** @param {string} text its line ends become spaces, because they would begin another property */
function escaped(text) {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\;,]/g, "\\$&");
}

/** @param {string} line cut before the 75 bytes that a line may have; each further part begins with a space */
function folded(line) {
  return line.match(/.{1,70}/gu)?.join("\r\n ") ?? "";
}

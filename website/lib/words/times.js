// Dates and times as people read and type them. A date is a calendar day of an office (YYYY-MM-DD), never an instant.

import { instantOf, now } from "../base/clock.js";
import { counted, currentLanguage, t } from "./texts.js";

/** Where headquarters are: the zone of what belongs to no office. */
export const HEADQUARTERS = "Asia/Jakarta";
/** @type {Record<string, string>} */
const ZONES = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/**
 * The short name of an office's time zone: WIB, WITA or WIT.
 *
 * @param {string} timezone
 */
export function zoneName(timezone) {
  return ZONES[timezone] ?? timezone;
}

/**
 * A date in words, such as "Selasa, 8 Desember 2026".
 *
 * @param {string} date
 * @param {Intl.DateTimeFormatOptions} [options]
 */
export function dateText(date, options = { weekday: "long", day: "numeric", month: "long", year: "numeric" }) {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(midnight(date));
}

/**
 * An instant in an office's time, such as "Selasa, 8 Desember 2026 pukul 08.00 WIB".
 *
 * @param {string} instant RFC 3339
 * @param {string} timezone
 */
export function instantText(instant, timezone) {
  const moment = new Date(instant);
  /** @type {Intl.DateTimeFormatOptions} */
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: timezone };
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone };
  return t("time.instant", {
    date: new Intl.DateTimeFormat(locale(), day).format(moment),
    time: new Intl.DateTimeFormat(locale(), time).format(moment),
    zone: zoneName(timezone),
  });
}

/**
 * The same in short, such as "8 Des, 08.00 WIB".
 *
 * @param {string} instant RFC 3339
 * @param {string} timezone
 */
export function shortInstantText(instant, timezone) {
  const moment = new Date(instant);
  return t("time.short", {
    date: new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: timezone }).format(moment),
    time: new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone }).format(moment),
    zone: zoneName(timezone),
  });
}

/**
 * The time of an instant to the second, such as "08.03.27 WIB".
 *
 * @param {string} instant RFC 3339
 * @param {string} timezone
 */
export function secondText(instant, timezone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: timezone };
  return `${new Intl.DateTimeFormat(locale(), time).format(new Date(instant))} ${zoneName(timezone)}`;
}

/**
 * How long something still takes, in its two largest units, such as "3 menit 12 detik".
 *
 * @param {number} milliseconds
 */
export function leftText(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const short = hours ? { hours, minutes: minutes % 60 } : { minutes, seconds: seconds % 60 };
  const parts = hours >= 24 ? { days: Math.floor(hours / 24), hours: hours % 24 } : short;
  return Object.entries(parts)
    .filter(([name, count]) => count || name === "seconds")
    .map(([name, count]) => counted(`time.${name}`, count))
    .join(" ");
}

/**
 * The instant at which an office's clock shows a time on a date.
 *
 * @param {string} date
 * @param {string} time HH:MM:SS
 * @param {string} timezone
 */
export function instantAt(date, time, timezone) {
  const utc = Date.parse(`${date}T${time}Z`);
  // "sv" writes a date and a time almost as RFC 3339 does
  const there = new Intl.DateTimeFormat("sv", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" }).format(utc);
  return instantOf(2 * utc - Date.parse(`${there.replace(" ", "T")}Z`));
}

/**
 * An arrival window with its time zone, such as "09.01-10.00 WIB".
 *
 * @param {{arrive_from: string, arrive_until: string}} session
 * @param {string} timezone
 */
export function windowText(session, timezone) {
  return t("time.window", {
    from: clockText(session.arrive_from),
    until: clockText(session.arrive_until),
    zone: zoneName(timezone),
  });
}

/**
 * Today's date in a time zone, by the service's clock as soon as it was heard.
 *
 * @param {string} timezone
 */
export function today(timezone) {
  return dateAt(new Date(now()), timezone);
}

/**
 * What a clock shows now in a time zone, as the API writes it, such as `09:01`.
 *
 * @param {string} timezone
 */
export function timeNow(timezone) {
  return new Intl.DateTimeFormat("sv", { timeZone: timezone, hour: "2-digit", minute: "2-digit" }).format(new Date(now()));
}

/**
 * The date of an instant in a time zone.
 *
 * @param {Date} instant
 * @param {string} timezone
 */
export function dateAt(instant, timezone) {
  return new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(instant);
}

/**
 * The date so many days after another.
 *
 * @param {string} date
 * @param {number} days
 */
export function plusDays(date, days) {
  return new Date(midnight(date).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The weekday of a date, Monday 0 to Sunday 6.
 *
 * @param {string} date
 */
export function weekday(date) {
  return (midnight(date).getUTCDay() + 6) % 7;
}

/** How names of months begin, in Indonesian and English, by the number of the month. */
const MONTHS = ["jan", "feb|peb", "mar", "apr", "mei|may", "jun", "jul", "agu|aug|ags|agt", "sep", "okt|oct", "nov|nop", "des|dec"];

/**
 * The date in a date field's values as YYYY-MM-DD, or null if it is none. A month may be written by its name too.
 *
 * @param {string} name
 * @param {Record<string, string>} values
 */
export function dateValue(name, values) {
  const [day = "", named = "", year = ""] = ["day", "month", "year"].map((part) => (values[`${name}-${part}`] ?? "").replace(/[\s\p{Cf}]/gu, ""));
  return existing(numberOf(day), numberOf(named) || monthOf(named), numberOf(year));
}

/**
 * A date of the calendar, or null if there is none such.
 *
 * @param {number} day
 * @param {number} month
 * @param {number} year
 */
function existing(day, month, year) {
  if (!day || !month || !year || year < 1000 || year > 9999) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCDate() === day && date.getUTCMonth() === month - 1;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/**
 * The values of a date field for a date YYYY-MM-DD.
 *
 * @param {string} name
 * @param {string | undefined} date
 * @returns {Record<string, string>}
 */
export function dateParts(name, date) {
  if (!date) return {};
  const [year, month, day] = date.split("-").map(Number);
  return { [`${name}-day`]: String(day), [`${name}-month`]: String(month), [`${name}-year`]: String(year) };
}

/**
 * A number that is written in digits; 0 for anything else.
 *
 * @param {string} text
 */
function numberOf(text) {
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}

/**
 * The number of a month that is written by its name, from its first three letters; 0 for anything else.
 *
 * @param {string} name
 */
function monthOf(name) {
  const beginning = name.toLowerCase().slice(0, 3);
  return MONTHS.findIndex((names) => names.split("|").includes(beginning)) + 1;
}

/** @param {string} time HH:MM */
function clockText(time) {
  return currentLanguage() === "id" ? time.replace(":", ".") : time;
}

/** @param {string} date */
function midnight(date) {
  return new Date(`${date}T00:00:00Z`);
}

function locale() {
  return currentLanguage() === "id" ? "id-ID" : "en-GB";
}

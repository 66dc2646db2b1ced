// Where this device is: the office of who is logged in, its clock, and what they may do there.

import { currentLanguage } from "../../lib/words/texts.js";
import { timeNow, today } from "../../lib/words/times.js";
import { office } from "../scope/office.js";
import { person } from "../scope/person.js";

/**
 * @typedef {object} Here
 * @property {import("../scope/office.js").Office} office
 * @property {(instant: string | Date) => string} clock the time of an instant at the office, such as "08.12"
 * @property {() => {date: string, time: string}} now the date (YYYY-MM-DD) and the time (HH:MM) at the office
 * @property {string} username of who is logged in
 * @property {boolean} supervises whether they may break the order, with a reason
 */

/** Whose pages these are. */
const GROUPS = /** @type {const} */ (["officers", "supervisors"]);

/**
 * Where this device is, for people of the door and the counters. Throws `LoggedOut`, and a `Redirect` for anybody else and
 * where an office has to be chosen.
 *
 * @returns {Promise<Here>}
 */
export async function here() {
  const place = await office(...GROUPS);
  const who = await person();
  return { office: place, clock: clockOf(place.timezone), now: () => ({ date: today(place.timezone), time: timeNow(place.timezone) }), username: who.username, supervises: who.groups.includes("supervisors") };
}

/**
 * A time of the day at an office as people read it, such as "08.00".
 *
 * @param {string} time HH:MM
 */
export function hourText(time) {
  return currentLanguage() === "id" ? time.replace(":", ".") : time;
}

/**
 * @param {string} timezone
 * @returns {(instant: string | Date) => string}
 */
function clockOf(timezone) {
  const locale = currentLanguage() === "id" ? "id-ID" : "en-GB";
  const format = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone });
  return (instant) => format.format(new Date(instant));
}

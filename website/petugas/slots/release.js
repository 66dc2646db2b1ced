// When dates open by a rule that is not saved yet: `Release.opens_at` of the API, in the office's time.

import { plusDays, weekday } from "../../lib/words/times.js";

/** @typedef {import("../requests/settings.js").Release} Release */

/**
 * Dates by when they open by a rule: of dates that follow one another and open together, the first and the last.
 *
 * @param {string[]} dates
 * @param {Release} release
 */
export function openingsOf(dates, release) {
  /** @type {{from: string, to: string, opens: string}[]} */
  const openings = [];
  for (const date of dates) {
    const opens = opensOn(date, release);
    const last = openings[openings.length - 1];
    if (last?.opens === opens) last.to = date;
    else openings.push({ from: date, to: date, opens });
  }
  return openings;
}

/**
 * The day on which a date opens; the time of the day is `release.at`.
 *
 * @param {string} date
 * @param {Release} release
 */
export function opensOn(date, release) {
  if (release.kind === "days_ahead") return plusDays(date, -release.days);
  const monday = plusDays(date, -weekday(date));
  return plusDays(monday, -((7 - release.weekday) % 7 || 7));
}

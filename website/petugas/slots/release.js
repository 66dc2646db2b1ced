// When dates open by a rule that is not saved yet: `Release.opens_at` of the API, in the office's time.

import { plusDays, weekday } from "../../lib/words/times.js";

/** @typedef {import("../requests/settings.js").Release} Release */

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

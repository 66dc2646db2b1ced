// The weekdays as the API counts them, from Monday, and their names.

import { dateText, plusDays } from "../../lib/words/times.js";

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
/** A Monday, whose week gives the weekdays their names. */
const A_MONDAY = "2026-01-05";

/**
 * The name of a weekday, such as "Senin".
 *
 * @param {number} weekday 0 is Monday
 */
export function weekdayName(weekday) {
  return dateText(plusDays(A_MONDAY, weekday), { weekday: "long" });
}

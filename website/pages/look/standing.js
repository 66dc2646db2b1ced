// How an office stands for a number of people, in a few words.

import { MANY_SEATS } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, shortInstantText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/requests/offices.js").Seats} Seats */

/**
 * The next day with seats, else when some can be taken, else that there are none. Nothing where that is not known.
 *
 * @param {Office} office
 * @param {Seats | null} seats
 * @param {number} people
 */
export function standing({ office_id, timezone }, seats, people) {
  const known = seats?.get(office_id);
  if (!known) return "";
  const [day] = known.days;
  if (day) return `${dateText(day.date, { weekday: "short", day: "numeric", month: "short" })}: ${seatsText(day.seats)}`;
  if (known.opens_at) return t("office.opens", { opens: shortInstantText(known.opens_at, timezone) });
  return people === 1 ? t("office.state.full") : counted("day.not_enough", people);
}

/** @param {number} seats as many as are told, which are five at most */
export function seatsText(seats) {
  return seats < MANY_SEATS ? counted("office.seats", seats) : t("offices.many", { count: MANY_SEATS });
}

// What to show first to somebody who looks for seats: offices that are meant and those nearest to them, the soonest first; and the
// days of an office that are nearest to one. How far something is, as a number and in words.

import { currentLanguage, t } from "../words/texts.js";

/** @typedef {import("../requests/offices.js").Office} Office */
/** @typedef {import("../requests/offices.js").Option} Option */
/** @typedef {import("../requests/offices.js").Seats} Seats */
/** @typedef {{latitude: number, longitude: number}} Point */

/** How many offices are shown first. */
const FIRST = 5;
/** How many other days of an office are shown. */
const DAYS = 3;
/** Up to so many kilometres a sooner day counts for more than a shorter way. */
const NEARBY = 100;
/** Which offices come before others. */
const [MEANT, NEAR, AWAY] = [0, 1, 2];
const EARTH = 6371;

/**
 * The offices to show first, with how far each is from `from`. Where `seats` are known, only offices that have some: those that
 * are meant come before all others, the soonest first; then those nearby, the soonest first; then those far away, the nearest first.
 *
 * @param {Office[]} offices
 * @param {Seats | null} seats
 * @param {{meant: Office[], from: Point | undefined}} place
 * @returns {Office[]}
 */
export function soonest(offices, seats, { meant, from }) {
  const isMeant = new Set(meant);
  return offices
    .map((office) => {
      const far = from ? kilometres(from, office) : 0;
      return { office, far, rank: isMeant.has(office) ? MEANT : far > NEARBY ? AWAY : NEAR, day: firstDay(seats, office.office_id) };
    })
    .filter(({ day }) => !seats || day)
    .sort((one, two) => one.rank - two.rank || one.far - two.far)
    // any that is meant may be the soonest, however many they are, such as those of a province
    .filter(({ rank }, place) => rank === MEANT || place < FIRST)
    .sort((one, two) => one.rank - two.rank || (one.rank === AWAY ? 0 : one.day.localeCompare(two.day)) || one.far - two.far)
    .slice(0, FIRST)
    .map(({ office, far }) => (from ? { ...office, distance_km: far } : office));
}

/**
 * The days of an office that are nearest to that of a slot, its own day included, each with its first session that has enough
 * seats, in the order of days. The slot itself is left out.
 *
 * @param {Office} office
 * @param {{date: string, sessions: (Option & {state: string})[]}[]} days
 * @param {{date: string, session?: string}} wanted
 * @param {number} people
 * @returns {Option[]}
 */
export function nearestDays({ office_id, name, timezone }, days, wanted, people) {
  const away = (/** @type {{date: string}} */ day) => Math.abs(Date.parse(day.date) - Date.parse(wanted.date));
  return days
    .flatMap(({ date, sessions }) => {
      const slots = sessions.map((slot) => ({ ...slot, office_id, name, timezone, date }));
      return slots.find((slot) => slot.state === "open" && slot.seats_left >= people && !(date === wanted.date && slot.session === wanted.session)) ?? [];
    })
    .sort((one, other) => away(one) - away(other))
    .slice(0, DAYS)
    .sort((one, other) => one.date.localeCompare(other.date));
}

/**
 * The middle of some offices; undefined of none.
 *
 * @param {Office[]} offices
 * @returns {Point | undefined}
 */
export function middleOf(offices) {
  const mean = (/** @type {"latitude" | "longitude"} */ part) => offices.reduce((sum, office) => sum + office[part], 0) / offices.length;
  return offices.length ? { latitude: mean("latitude"), longitude: mean("longitude") } : undefined;
}

/**
 * How far two places are from each other, along the ground.
 *
 * @param {Point} one
 * @param {Point} two
 */
export function kilometres(one, two) {
  const [north, other] = [radians(one.latitude), radians(two.latitude)];
  const [up, along] = [other - north, radians(two.longitude - one.longitude)];
  const half = Math.sin(up / 2) ** 2 + Math.cos(north) * Math.cos(other) * Math.sin(along / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(half));
}

/**
 * How far away something is, in words.
 *
 * @param {number} far in kilometres
 */
export function distance(far) {
  if (far < 1) return t("offices.close");
  return t("offices.distance", { km: new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 0 }).format(far) });
}

/** @param {number} degrees */
function radians(degrees) {
  return (degrees * Math.PI) / 180;
}

/**
 * @param {Seats | null} seats
 * @param {string} office_id
 */
function firstDay(seats, office_id) {
  return seats?.get(office_id)?.days[0]?.date ?? "";
}

// What to show first to somebody who looks for seats: offices that are meant and those nearest to them, the soonest first; and the
// days of an office that are nearest to one.

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
const EARTH = 6371;

/**
 * The offices to show first, with how far each is from `from`. Where `seats` are known, only offices that have some: those that
 * are meant come before all others, those nearby before those far away, and of these the soonest first.
 *
 * @param {Office[]} offices
 * @param {Seats | null} seats
 * @param {{meant: Office[], from: Point | undefined}} place
 * @returns {Office[]}
 */
export function soonest(offices, seats, { meant, from }) {
  const isMeant = new Set(meant);
  const known = offices
    .filter(({ office_id }) => !seats || firstDay(seats, office_id))
    .map((office) => ({ office, other: !isMeant.has(office), far: from ? kilometres(from, office) : 0, day: seats ? firstDay(seats, office.office_id) : "" }));
  const nearest = from ? known.sort((one, two) => Number(one.other) - Number(two.other) || one.far - two.far).slice(0, FIRST) : known;
  return nearest
    .sort((one, two) => {
      const groups = Number(one.other) - Number(two.other) || Number(one.far > NEARBY) - Number(two.far > NEARBY);
      if (groups || one.far > NEARBY) return groups || one.far - two.far;
      return one.day.localeCompare(two.day) || one.far - two.far;
    })
    .slice(0, FIRST)
    .map(({ office, far }) => (from ? { ...office, distance_km: far } : office));
}

/**
 * The days of an office that are nearest to a date, each with its first session that has enough seats, in the order of days.
 *
 * @param {Office} office
 * @param {{date: string, sessions: (Option & {state: string})[]}[]} days
 * @param {string} date
 * @param {number} people
 * @returns {Option[]}
 */
export function nearestDays({ office_id, name, timezone }, days, date, people) {
  const away = (/** @type {{date: string}} */ day) => Math.abs(Date.parse(day.date) - Date.parse(date));
  return days
    .flatMap((day) => {
      const slot = day.date === date ? undefined : day.sessions.find(({ state, seats_left }) => state === "open" && seats_left >= people);
      return slot ? [{ ...slot, office_id, name, timezone, date: day.date }] : [];
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

/** @param {number} degrees */
function radians(degrees) {
  return (degrees * Math.PI) / 180;
}

/**
 * @param {Seats} seats
 * @param {string} office_id
 */
function firstDay(seats, office_id) {
  return seats.get(office_id)?.days[0]?.date ?? "";
}

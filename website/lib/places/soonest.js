// Which offices to show first to somebody who looks for seats at a place: those that are meant and those nearest to it, the
// soonest first.

/** @typedef {import("../requests/offices.js").Office} Office */
/** @typedef {import("../requests/offices.js").Seats} Seats */
/** @typedef {{latitude: number, longitude: number}} Point */

/** How many offices are shown first. */
const FIRST = 5;
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
  const others = new Set(offices);
  for (const office of meant) others.delete(office);
  const known = offices
    .filter(({ office_id }) => !seats || firstDay(seats, office_id))
    .map((office) => ({ office, other: others.has(office), far: from ? kilometres(from, office) : 0, day: seats ? firstDay(seats, office.office_id) : "" }));
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

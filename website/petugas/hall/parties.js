// Parties of the day: who comes next, how long they wait, and how they are called on paper.

/** @typedef {"booked" | "priority" | "bap" | "express"} Lane */
/** @typedef {"waiting" | "called" | "parked" | "absent" | "served" | "undone"} PartyState */
/**
 * @typedef {object} PartyPerson
 * @property {number} place
 * @property {string} number
 * @property {string} full_name "" for walk-ins
 * @property {string} nik_masked
 * @property {string} relation
 * @property {boolean} here
 */
/**
 * @typedef {object} Party
 * @property {string} party_id
 * @property {string} number the first of its numbers, by which it is called
 * @property {string[]} numbers
 * @property {Lane} lane
 * @property {string} session
 * @property {PartyState} state
 * @property {boolean} late
 * @property {string} arrived_at
 * @property {string} service
 * @property {number | null} [counter]
 * @property {string | null} [called_at]
 * @property {number} calls
 * @property {string | null} [ended_at]
 * @property {boolean} [outdated] they showed a ticket of before the booking's last change
 * @property {PartyPerson[]} people
 */
/**
 * @typedef {object} Counter
 * @property {number} counter
 * @property {"open" | "closed"} state
 * @property {boolean} mine
 * @property {Lane[]} lanes empty for all
 * @property {string | null} [number]
 * @property {string | null} [party_id]
 * @property {number} calls
 * @property {string | null} [called_at]
 */
/** @typedef {{counter: Counter, party?: Party | null}} Desk */
/** @typedef {{cursor?: string, counters: Counter[], parties: Party[]}} Queue */

/** @type {Lane[]} */
export const LANES = ["booked", "priority", "bap", "express"];
/** The lanes of those who come without a booking. */
/** @type {Lane[]} */
export const WALK_IN_LANES = ["bap", "priority", "express"];

/**
 * The last four digits of a person's NIK; "" where none is known.
 *
 * @param {PartyPerson} person
 */
export function lastDigits({ nik_masked }) {
  return /\d{4}$/.exec(nik_masked)?.[0] ?? "";
}

/**
 * The parties that wait for a counter, in the order in which they are called.
 *
 * @param {Queue} queue
 * @param {Lane[]} lanes those of the counter; empty for all
 */
export function waitingFor(queue, lanes) {
  return queue.parties.filter((party) => party.state === "waiting" && (!lanes.length || lanes.includes(party.lane)));
}

/**
 * Whole minutes since an instant; none before it.
 *
 * @param {string} instant RFC 3339
 * @param {number} now milliseconds
 */
export function minutesSince(instant, now) {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000));
}

/**
 * A name as it stands on paper: the first name, and of each other one the initial.
 *
 * @param {string} name
 */
export function shortened(name) {
  const [first = "", ...others] = name.trim().split(/\s+/);
  return [first, ...others.map((each) => `${[...each][0]}.`)].join(" ");
}

/**
 * The queue as it is after an answer; an answer that nothing changed leaves it.
 *
 * @param {Queue | undefined} queue
 * @param {{cursor: string, changed: boolean, counters?: Counter[], parties?: Party[]}} answer
 * @returns {Queue}
 */
export function afterAnswer(queue, answer) {
  if (!answer.changed && queue) return { ...queue, cursor: answer.cursor };
  return { cursor: answer.cursor, counters: answer.counters ?? queue?.counters ?? [], parties: answer.parties ?? queue?.parties ?? [] };
}

// Turns: who wants what everybody wants at one instant claims it at a moment that was drawn for the account.

import { instantOf } from "../base/clock.js";
import { PLACE_TOLD_MINUTES } from "../base/rules.js";

/** @typedef {import("../device/drafts.js").Turns} Turns */
/** @typedef {import("../device/drafts.js").Turn} Turn */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** How long before a slot opens people may answer everything and wait for it: a day, after which nobody has the tab open. */
const PREPARED = 24 * HOUR;
/** The longest that a request waits once its turn has come, so that those of one second do not come in one millisecond. */
const JITTER = 2 * SECOND;
/** The part of the turns over which those ask who could not be told theirs before. */
const UNTOLD = 1 / 10;

/**
 * Whether a slot opens so soon that people may get ready for it.
 *
 * @param {Turns | undefined} turns
 * @param {number} now
 */
export function opensSoon(turns, now) {
  return turns !== undefined && now < Date.parse(turns.begin) && Date.parse(turns.begin) - PREPARED <= now;
}

/**
 * The beginning of the hour to which an instant belongs, in UTC: all turns that begin in it share a seed.
 *
 * @param {string} instant
 */
export function hourOf(instant) {
  return Math.floor(Date.parse(instant) / HOUR) * HOUR;
}

/**
 * When the turn of a place comes, in whole seconds.
 *
 * @param {Turns} turns
 * @param {number} place
 * @param {number} of how many places there are
 */
export function turnOf({ begin, until }, place, of) {
  const seconds = (Date.parse(until) - Date.parse(begin)) / SECOND;
  return instantOf(Date.parse(begin) + SECOND * Math.floor((seconds * place) / of));
}

/**
 * How to wait for a slot: its place is asked for at a random moment of the minutes in which it is told, so that not all who
 * wait ask at once. Who comes when the slot is open goes at once: the answer tells whose turn has not come.
 *
 * @param {Turns} turns
 * @param {number} now
 * @returns {Turn}
 */
export function planned({ begin, until }, now) {
  const told = hourOf(begin) - PLACE_TOLD_MINUTES * MINUTE;
  const opens = Date.parse(begin);
  return now < opens ? { begin, until, ask: between(Math.max(told, now), opens) } : { begin, until, send: now };
}

/**
 * The same turn once its instant is known.
 *
 * @param {Turn} turn
 * @param {string} at
 * @param {number} now
 * @returns {Turn}
 */
export function toldAt({ ask: _, ...turn }, at, now) {
  // where both clocks disagree, a refused request is not sent again in the same second
  return { ...turn, at, send: Math.max(Date.parse(at), now + SECOND) + between(0, JITTER) };
}

/**
 * The same turn where its instant could not be told: it is asked for once more before the slot opens, or the request itself
 * asks, early in the turns.
 *
 * @param {Turn} turn
 * @param {number} now
 * @param {string} [from] since when it is told, where it was asked for too early
 * @returns {Turn}
 */
export function untold({ ask: _, ...turn }, now, from) {
  const opens = Date.parse(String(turn.begin));
  const after = from ? Math.max(Date.parse(from), now) : now;
  if (after < opens) return { ...turn, ask: between(after, opens) };
  return { ...turn, send: Math.max(now, opens + between(0, UNTOLD * (Date.parse(String(turn.until)) - opens))) };
}

/**
 * The same turn where its request got no answer: it is sent again, some seconds later.
 *
 * @param {Turn} turn
 * @param {number} now
 * @returns {Turn}
 */
export function unanswered(turn, now) {
  return { ...turn, send: now + between(5 * SECOND, 15 * SECOND), lost: true };
}

/**
 * The same turn after a look at its slot: which may open at another time than before, or have turns no more.
 *
 * @param {Turn} turn
 * @param {{state: string, turns?: Turns}} slot
 * @param {number} now
 * @returns {Turn}
 */
export function seenAgain(turn, { state, turns }, now) {
  if (turns && turn.begin !== undefined && (turn.begin !== turns.begin || turn.until !== turns.until)) return planned(turns, now);
  if (turns) return { ...turn, ...turns };
  if (state === "not_yet_open" || turn.lost) return turn;
  // its turns are over, or it is closed: there is nothing to wait for, and the answer tells which
  const { ask: _, ...known } = turn;
  return { ...known, send: Math.min(turn.send ?? now, now) };
}

/**
 * When something is to be done next: the turn asked for, or the request sent.
 *
 * @param {Turn} turn
 */
export function dueOf({ ask, send }) {
  return ask ?? send ?? 0;
}

/**
 * A random instant between two.
 *
 * @param {number} from
 * @param {number} until
 */
export function between(from, until) {
  return from + Math.random() * (until - from);
}

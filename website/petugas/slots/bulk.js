// The same capacity for many sessions at once: which sessions differ from it, which cannot have it, and saving the
// different ones a few at a time. What is wished is a state and not a change, so whatever was interrupted is continued by
// looking again: sessions that have the capacity already are not among the differences any more.

import { Problem, Unreachable } from "../../lib/base/errors.js";
import { weekday } from "../../lib/words/times.js";
import { SESSIONS } from "./sessions.js";

/** @typedef {import("../requests/quotas.js").Quota} Quota */
/** @typedef {{weekdays: number[], session: string, from: string, to: string, capacity: number}} Wish `session` "" is each session, but no lane of the door */
/** @typedef {{changes: Quota[], impossible: Quota[], same: number}} Plan */
/** @typedef {"conflict" | "below_taken" | "refused"} Why */
/** @typedef {{quota: Quota, why: Why, code: string}} Refusal `quota` is as it stands, where the API told it */
/** @typedef {{saved: number, refused: Refusal[], left: number}} Outcome `left` were not tried, because the line was lost */

/** How many requests are under way at once. */
const AT_ONCE = 4;

/**
 * What a wish means for quotas as they stand now.
 *
 * @param {Quota[]} quotas
 * @param {Wish} wish
 * @returns {Plan}
 */
export function planOf(quotas, { weekdays, session, from, to, capacity }) {
  const meant = quotas.filter(
    (quota) => quota.date >= from && quota.date <= to && weekdays.includes(weekday(quota.date)) && (session ? quota.session === session : SESSIONS.includes(quota.session)),
  );
  const different = meant.filter((quota) => quota.capacity !== capacity);
  return {
    changes: different.filter((quota) => quota.taken <= capacity),
    impossible: different.filter((quota) => quota.taken > capacity),
    same: meant.length - different.length,
  };
}

/**
 * Do something with each of several items, `AT_ONCE` of them at a time; the answers are in the order of the items. After the
 * first error no further item is begun; what is under way is waited for, and then the error is thrown.
 *
 * @template Item, Answer
 * @param {Item[]} items
 * @param {(item: Item) => Promise<Answer>} act
 * @returns {Promise<Answer[]>}
 */
export async function eachOf(items, act) {
  /** @type {Answer[]} */
  const answers = [];
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (!failed && next < items.length) {
      const index = next;
      next += 1;
      try {
        answers[index] = await act(/** @type {Item} */ (items[index]));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return answers;
}

/**
 * Save changes, each at the version that was seen. A session that is refused is listed and does not stop the others; a lost
 * line stops them, because the next look finds what is left.
 *
 * @param {Quota[]} changes
 * @param {(quota: Quota) => Promise<unknown>} save
 * @param {(done: number) => void} tell called after each answer
 * @returns {Promise<Outcome>}
 */
export async function saveAll(changes, save, tell) {
  /** @type {Refusal[]} */
  const refused = [];
  let saved = 0;
  try {
    await eachOf(changes, async (quota) => {
      try {
        await save(quota);
        saved += 1;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refused.push({ quota: error.document.quota ?? quota, why: whyOf(error), code: String(error.code) });
      }
      tell(saved + refused.length);
    });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  return { saved, refused, left: changes.length - saved - refused.length };
}

/**
 * @param {Problem} problem
 * @returns {Why}
 */
function whyOf({ code }) {
  if (code === "version_conflict") return "conflict";
  return code === "capacity_below_taken" ? "below_taken" : "refused";
}

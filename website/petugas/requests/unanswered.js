// Requests that may have been carried out though no answer came: until the same one is answered it goes out under the same
// key, also after a reload.

import { Unreachable } from "../../lib/base/errors.js";
import { tab } from "../../lib/base/store.js";
import { unique } from "../../lib/base/unique.js";

const KEPT = "unanswered";

/**
 * Send a request under the key that it had before, if it was never answered, and else under a new one.
 *
 * @template A
 * @param {string} about what the request is, such as "closure" with its days and reason
 * @param {(key: string) => Promise<A>} send
 * @returns {Promise<A>}
 */
export async function underItsKey(about, send) {
  const key = kept()[about] ?? unique();
  tab.set(KEPT, { ...kept(), [about]: key });
  try {
    const answer = await send(key);
    forget(about);
    return answer;
  } catch (error) {
    // a refusal is an answer
    if (!(error instanceof Unreachable)) forget(about);
    throw error;
  }
}

/**
 * What a request was about that was never answered, behind the beginning that it has in common with others; undefined if
 * there is none.
 *
 * @param {string} beginning
 * @returns {string | undefined}
 */
export function unansweredAbout(beginning) {
  return Object.keys(kept()).find((about) => about.startsWith(beginning))?.slice(beginning.length);
}

/** @returns {Record<string, string>} */
function kept() {
  return tab.get(KEPT) ?? {};
}

/** @param {string} about */
function forget(about) {
  const { [about]: _, ...others } = kept();
  tab.set(KEPT, others);
}

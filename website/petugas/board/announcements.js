// What a board announces: each call of a counter once, the oldest first, one after another.

/** A call that is older than this (milliseconds) is not announced: whoever was called is there, or at another counter. */
export const OLDEST = 90_000;

/** @typedef {import("../../lib/requests/board.js").Board["counters"][number]} BoardCounter */
/** @typedef {{counter: number, number: string, calls: number, called_at: string}} Call */
/** @typedef {Record<string, {number: string, calls: number, called_at: string}>} Seen the last call of each counter */

export class Announcements {
  /** @type {Seen} */
  #seen;
  /** @type {Call[]} */
  #waiting = [];

  /** @param {Seen} [seen] what was seen before, such as before a reload */
  constructor(seen = {}) {
    this.#seen = { ...seen };
  }

  /** What was seen so far, to begin with after a reload. */
  get seen() {
    return this.#seen;
  }

  /**
   * Look at the board: what is called there and was not seen before waits to be announced. A counter has one call that
   * waits at the most, its last one; what a counter no longer calls, because it was undone, is not announced.
   *
   * @param {BoardCounter[]} counters
   * @param {string} at the instant of the answer, by the clock of the service
   */
  look(counters, at) {
    for (const { counter, number, calls, called_at } of counters) {
      const waits = this.#waiting.find((call) => call.counter === counter);
      if (!number || !called_at || calls < 1) {
        this.#drop(counter);
        continue;
      }
      if (waits && waits.number !== number) this.#drop(counter);
      const before = this.#seen[counter];
      if (before && !isNewer({ number, calls, called_at }, before)) continue;
      this.#seen[counter] = { number, calls, called_at };
      this.#drop(counter);
      // a call that only the count tells came since the board looked last
      const recalled = before?.called_at === called_at;
      this.#waiting.push({ counter, number, calls, called_at: recalled ? at : called_at });
    }
    this.#waiting.sort((one, other) => Date.parse(one.called_at) - Date.parse(other.called_at) || one.counter - other.counter);
  }

  /**
   * The next call to announce, which then waits no longer; undefined if there is none.
   *
   * @param {number} now milliseconds, by the clock of the service
   * @returns {Call | undefined}
   */
  next(now) {
    this.#waiting = this.#waiting.filter((call) => now - Date.parse(call.called_at) <= OLDEST);
    return this.#waiting.shift();
  }

  /** @param {number} counter */
  #drop(counter) {
    this.#waiting = this.#waiting.filter((call) => call.counter !== counter);
  }
}

/**
 * Whether a call came after another one of the same counter. One that comes back because a later one was undone is older.
 *
 * @param {Omit<Call, "counter">} call
 * @param {Omit<Call, "counter">} before
 */
function isNewer(call, before) {
  const later = Date.parse(call.called_at) - Date.parse(before.called_at);
  return later > 0 || (later === 0 && call.number === before.number && call.calls > before.calls);
}

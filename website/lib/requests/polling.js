// Asking again and again: for the queue at a counter, for the board in the hall, for the board on a telephone.

import { Problem, Unreachable } from "../base/errors.js";

/** In milliseconds: how often a telephone asks, the more rarely the longer nothing has changed. */
export const ON_TELEPHONES = [15_000, 30_000, 60_000];

/**
 * How long to wait before a telephone asks again: as briefly as ever once something has changed, else longer each time.
 *
 * @param {number} before milliseconds, as returned the last time
 * @param {boolean} changed
 */
export function nextPause(before, changed) {
  return ON_TELEPHONES.find((each) => changed || each > before) ?? Math.max(...ON_TELEPHONES);
}

/**
 * Ask again and again, until `stop`; `soon` asks now. Answers come in the order in which they were asked
 * for, because nothing is asked before the last answer. An error that no repetition mends is told to `failed` and ends it.
 *
 * @param {object} how
 * @param {() => Promise<boolean>} how.ask whether something has changed
 * @param {() => void} how.lost called whenever no answer came
 * @param {(error: unknown) => void} how.failed
 * @param {(before: number, changed: boolean) => number} how.pause milliseconds
 * @param {number} [how.first] milliseconds before it is asked for the first time; by default at once
 */
export function polling({ ask, lost, failed, pause, first = 0 }) {
  let over = false;
  let wait = first;
  /** @type {(() => void) | undefined} */
  let wake;
  async function run() {
    if (first) await sleep();
    while (!over) {
      let changed = false;
      try {
        changed = await ask();
      } catch (error) {
        if (over) return;
        const busy = error instanceof Problem && error.status >= 500;
        if (!(error instanceof Unreachable || busy)) return failed(error);
        lost();
      }
      wait = pause(wait, changed);
      await sleep();
    }
  }
  async function sleep() {
    await new Promise((done) => {
      const timer = setTimeout(done, wait);
      wake = () => {
        clearTimeout(timer);
        done(undefined);
      };
    });
    wake = undefined;
  }
  void run();
  return {
    soon: () => wake?.(),
    stop: () => {
      over = true;
      wake?.();
    },
  };
}

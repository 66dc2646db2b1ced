// Waiting for the moment from which seats of a day can be taken: the seconds until then, and a look once it has come.

import { isDoubtful, now } from "../base/clock.js";
import { between } from "./turns.js";

const SECOND = 1_000;
/** The longest that a page waits before its look, so that those who count down together do not look in one second. */
const SPREAD = 2 * SECOND;
/** The same before each further look: an answer may be some seconds old, and tells then that it is too early. */
const AGAIN = 8 * SECOND;

/**
 * Count down, look at the day once its moment has come, and go on while it says that it is too early. It is looked at too where
 * the device has slept, which may have stopped the page's count. Returns what ends it.
 *
 * @param {object} how
 * @param {() => string | undefined} how.opens when seats can be taken, as it was seen last; undefined once that is over
 * @param {(left: number) => void} how.show called each second with the milliseconds that are left
 * @param {() => Promise<void>} how.look see how the day stands now
 * @param {() => void} how.opened called once, when there is nothing to wait for any more
 */
export function waitForOpening({ opens, show, look, opened }) {
  let over = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  beat(SPREAD);
  return () => {
    over = true;
    clearTimeout(timer);
  };

  /** @param {number} spread */
  function beat(spread) {
    const instant = opens();
    if (over) return;
    if (!instant) return opened();
    const left = Date.parse(instant) - now();
    show(left);
    if (left > 0 && !isDoubtful()) timer = setTimeout(() => beat(spread), SECOND);
    else timer = setTimeout(() => void look().then(() => beat(AGAIN)), between(0, spread));
  }
}

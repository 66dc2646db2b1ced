// Waiting for one's turn: asks for it at its moment, counts the seconds, and has the request sent once it has come. And waiting for
// the moment from which seats of a day can be taken: the seconds until then, and a look once it has come.

import { isDoubtful, now } from "../base/clock.js";
import { LoggedOut, Problem, Unreachable } from "../base/errors.js";
import { between, dueOf, seenAgain, toldAt, turnOf, untold } from "./turns.js";

/** @typedef {import("../device/drafts.js").Turn} Turn */

const SECOND = 1_000;
/** The longest that a timer can be set for. */
const LONGEST = 2 ** 31 - 1;
/** How long after a look at the slot the next one comes, while the turns are on; so many times longer before that. */
const LOOKS = { earliest: 45 * SECOND, latest: 75 * SECOND, longer: 12 };
/** How long after a look the next one comes that only asks what time it is. */
const IN_DOUBT = 5 * SECOND;
/** The longest that a page waits before its look, so that those who count down together do not look in one second. */
const SPREAD = 2 * SECOND;
/** The same before each further look: an answer may be some seconds old, and tells then that it is too early. */
const AGAIN = 8 * SECOND;

/**
 * Wait until the returned function is called, or the turn has come. What is known of the turn is kept outside, where a reload
 * finds it again.
 *
 * @param {object} how
 * @param {() => Turn | undefined} how.kept what is known; undefined once nobody waits any more
 * @param {(turn: Turn) => void} how.keep
 * @param {(begin: string) => Promise<import("./asked.js").Place>} how.ask for the own place
 * @param {() => Promise<import("./asked.js").Standing>} how.look how the slot stands
 * @param {(standing?: import("./asked.js").Standing) => void} how.show called each second, and after a look with what was seen
 * @param {() => void} how.told called when the turn has become known
 * @param {() => void} how.come called once, when the request is to be sent
 * @param {(error: unknown) => void} how.failed called for what no repetition mends
 */
export function waitForTurn({ kept, keep, ask, look, show, told, come, failed }) {
  let over = false;
  let looking = false;
  let learning = false;
  /** When the slot was looked at last, as the page counts, and how long after that the next look comes. */
  let looked = 0;
  let pause = 0;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const seconds = setInterval(beat, SECOND);
  document.addEventListener("visibilitychange", beat);
  // the first look tells what time it is, by which all else is done
  void seeSlot().then(next);
  show();
  return stop;

  function stop() {
    over = true;
    clearTimeout(timer);
    clearInterval(seconds);
    document.removeEventListener("visibilitychange", beat);
  }

  /** Do what is due, or set a timer for it: one alone, since browsers slow down those of a hidden page that set one another. */
  function next() {
    clearTimeout(timer);
    const turn = kept();
    if (over || !turn) return stop();
    const left = dueOf(turn) - now();
    if (left > 0) {
      timer = setTimeout(next, Math.min(left, LONGEST));
    } else if (turn.ask !== undefined) {
      if (!learning) void learn(turn);
    } else {
      stop();
      come();
    }
  }

  function beat() {
    show();
    const begun = Date.parse(kept()?.begin ?? "") <= now();
    const seen = document.visibilityState === "visible" ? pause * (begun ? 1 : LOOKS.longer) : Infinity;
    const wait = isDoubtful() ? IN_DOUBT : seen;
    if (!looking && performance.now() - looked >= wait) void seeSlot().then(next);
  }

  async function seeSlot() {
    looking = true;
    looked = performance.now();
    pause = between(LOOKS.earliest, LOOKS.latest);
    try {
      const standing = await look();
      const turn = kept();
      if (over || !turn) return;
      keep(seenAgain(turn, standing, now()));
      show(standing);
    } catch (error) {
      // without a look everything goes on as it was known before
      if (!(error instanceof Unreachable || error instanceof Problem)) failed(error);
    } finally {
      looking = false;
    }
  }

  /** @param {Turn} turn */
  async function learn(turn) {
    learning = true;
    const known = await ask(String(turn.begin)).then(
      ({ place, of, seed_hash, account_id }) => {
        const turns = { begin: String(turn.begin), until: String(turn.until) };
        const at = place === undefined ? turns.until : turnOf(turns, place, of);
        return { ...toldAt(turn, at, now()), hash: seed_hash, account: account_id, last: place === undefined };
      },
      (error) => {
        if (error instanceof LoggedOut) failed(error);
        // in an hour that was not drawn everybody comes when the window ends
        if (error instanceof Problem && error.code === "not_found") return toldAt(turn, String(turn.until), now());
        return untold(turn, now(), error instanceof Problem && error.code === "too_early" ? error.document.told_from : undefined);
      },
    );
    learning = false;
    if (over || !kept()) return;
    keep(known);
    if (known.at) told();
    next();
  }
}

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

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { begin } from "./browser.js";
import { hearTime } from "../../website/lib/base/clock.js";
import { LoggedOut, Problem, Unreachable } from "../../website/lib/base/errors.js";
import { newBooking } from "../../website/lib/device/drafts.js";
import { planned, toldAt } from "../../website/lib/turns/turns.js";
import { waitForTurn } from "../../website/lib/turns/wait.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PLACE = { account_id: "warga-7", seed_hash: "ab", place: 2 ** 30, of: 2 ** 32 };
/** Each test opens its slot a day later, because the service's clock never goes back. */
let opens = Date.parse("2026-12-08T01:00:00Z");
/** The instant at which the page began to count. */
const LOADED = opens;
let turns;
let count = 0;
performance.now = () => count;
document.addEventListener = () => {};
document.removeEventListener = () => {};
document.visibilityState = "visible";

const text = (instant) => new Date(instant).toISOString().replace(".000Z", "Z");

beforeEach(() => {
  begin();
  opens += 24 * 60 * MINUTE;
  turns = { begin: text(opens), until: text(opens + 10 * MINUTE) };
  count = opens - 30 * MINUTE - LOADED;
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: opens - 30 * MINUTE });
  hear(opens - 30 * MINUTE);
  newBooking.change({ service: "new", people: [{ relation: "self" }] });
});
afterEach(() => mock.timers.reset());

/** Hear the service's clock. */
function hear(instant) {
  hearTime(new Headers({ Date: new Date(instant).toUTCString() }));
}

/** Let time pass, second by second, as the page counts it. */
async function pass(milliseconds) {
  for (let left = milliseconds; left > 0; left -= SECOND) {
    const step = Math.min(left, SECOND);
    count += step;
    mock.timers.tick(step);
    await new Promise((done) => setImmediate(done));
  }
}

/** Wait on a page, and note what happens, with the instant by the service's clock. */
function page({ ask = async () => PLACE, look = async () => ({ state: "not_yet_open", turns }) } = {}) {
  const done = { asked: [], told: 0, come: 0, failed: [], looks: 0 };
  const stop = waitForTurn({
    kept: () => newBooking.get().turn,
    keep: (turn) => newBooking.wait(turn),
    ask: async (from) => {
      done.asked.push(from);
      return ask();
    },
    look: async () => {
      done.looks += 1;
      return look();
    },
    show: () => undefined,
    told: () => (done.told += 1),
    come: () => (done.come += 1),
    failed: (error) => done.failed.push(error),
  });
  return { done, stop };
}

test("the place is asked for once before the slot opens, and the request sent once, at the turn", async () => {
  newBooking.wait(planned(turns, opens - 30 * MINUTE));
  const { key } = newBooking.get();
  const { done } = page();
  await pass(30 * MINUTE);
  assert.deepEqual([done.asked, done.told, done.come], [[turns.begin], 1, 0]);
  const { turn } = newBooking.get();
  assert.deepEqual([turn.at, turn.hash, turn.account, turn.last], [text(opens + 150 * SECOND), "ab", "warga-7", false]);
  await pass(149 * SECOND);
  assert.equal(done.come, 0);
  await pass(4 * SECOND);
  assert.equal(done.come, 1);
  await pass(MINUTE);
  assert.deepEqual([done.come, newBooking.get().key], [1, key]);
});

test("a reload goes on with what was known, under the same key, and asks for nothing again", async () => {
  newBooking.wait(planned(turns, opens - 30 * MINUTE));
  const before = page();
  await pass(30 * MINUTE);
  const { key } = newBooking.get();
  before.stop();
  await pass(MINUTE);
  const after = page();
  await pass(2 * MINUTE);
  assert.deepEqual([before.done.come, after.done.asked, after.done.come, newBooking.get().key], [0, [], 1, key]);
});

test("who comes back after the turn goes at once", async () => {
  newBooking.wait(toldAt(planned(turns, opens - 30 * MINUTE), text(opens + MINUTE), opens - 30 * MINUTE));
  await pass(40 * MINUTE);
  const { done } = page();
  await pass(SECOND);
  assert.equal(done.come, 1);
});

test("who stops waiting sends nothing", async () => {
  newBooking.wait(toldAt(planned(turns, opens - 30 * MINUTE), text(opens), opens - 30 * MINUTE));
  const { done } = page();
  await pass(MINUTE);
  newBooking.change({});
  await pass(60 * MINUTE);
  assert.deepEqual([done.come, newBooking.get().key], [0, undefined]);
});

test("a device's clock that is set forward sends nothing earlier, and has the service's heard again", async () => {
  newBooking.wait(toldAt(planned(turns, opens - 30 * MINUTE), text(opens), opens - 30 * MINUTE));
  const { done } = page();
  await pass(2 * MINUTE);
  const looks = done.looks;
  mock.timers.setTime(opens + MINUTE);
  await pass(27 * MINUTE);
  assert.equal(done.come, 0);
  assert.ok(done.looks > looks);
  await pass(MINUTE + 4 * SECOND);
  assert.equal(done.come, 1);
});

test("an account without a place comes when the window ends, and so does everybody in an hour that was not drawn", async () => {
  for (const [ask, last] of [
    [async () => ({ ...PLACE, place: undefined }), true],
    [() => Promise.reject(new Problem(404, { code: "not_found" })), undefined],
  ]) {
    newBooking.change({});
    newBooking.wait(planned(turns, opens - 30 * MINUTE));
    const { done, stop } = page({ ask });
    await pass(30 * MINUTE);
    assert.deepEqual([newBooking.get().turn.at, newBooking.get().turn.last, done.told], [turns.until, last, 1]);
    stop();
  }
});

test("where the place cannot be told the request itself asks, in the first tenth of the turns", async () => {
  newBooking.wait(planned(turns, opens - 30 * MINUTE));
  const { done } = page({ ask: () => Promise.reject(new Unreachable()) });
  await pass(30 * MINUTE - SECOND);
  assert.equal(done.come, 0);
  assert.ok(done.asked.length >= 1);
  await pass(MINUTE + 2 * SECOND);
  assert.equal(done.come, 1);
});

test("whose login has ended is told so", async () => {
  newBooking.wait(planned(turns, opens - 30 * MINUTE));
  const { done } = page({ ask: () => Promise.reject(new LoggedOut()) });
  await pass(30 * MINUTE);
  assert.ok(done.failed[0] instanceof LoggedOut);
});

test("the slot is looked at now and then, about once in a minute while the turns are on, and not where nobody sees the page", async () => {
  newBooking.wait(toldAt(planned(turns, opens - 30 * MINUTE), turns.until, opens - 30 * MINUTE));
  const { done } = page();
  await pass(30 * MINUTE);
  assert.ok(done.looks >= 2 && done.looks <= 5, String(done.looks));
  const before = done.looks;
  await pass(5 * MINUTE);
  assert.ok(done.looks - before >= 3 && done.looks - before <= 8, String(done.looks - before));
  document.visibilityState = "hidden";
  const seen = done.looks;
  await pass(3 * MINUTE);
  document.visibilityState = "visible";
  assert.equal(done.looks, seen);
});

// The last one: it hears a later time than the page has counted.
test("a device that slept hears what time it is, and goes at once where its turn has come meanwhile", async () => {
  newBooking.wait(toldAt(planned(turns, opens - 30 * MINUTE), text(opens), opens - 30 * MINUTE));
  const { done } = page({
    look: async () => {
      if (Date.now() > opens) hear(Date.now());
      return { state: "open", turns };
    },
  });
  await pass(10 * SECOND);
  mock.timers.setTime(opens + 2 * MINUTE);
  await pass(3 * SECOND);
  assert.equal(done.come, 1);
});

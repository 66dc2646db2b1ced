import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { answering, begin } from "./browser.js";
import { hearTime, isDoubtful, now } from "../../website/lib/base/clock.js";
import { call } from "../../website/lib/requests/call.js";

const NOON = Date.parse("2026-12-08T05:00:00Z");
const at = (instant, age) => new Headers({ Date: new Date(instant).toUTCString(), ...(age ? { Age: String(age) } : {}) });
/** What the page has counted since it was loaded, in milliseconds. Each test is later than the ones before. */
let count = 1_000;
performance.now = () => count;

beforeEach(() => {
  begin();
  mock.timers.enable({ apis: ["Date"], now: NOON - 7 * 60_000 });
});
afterEach(() => mock.timers.reset());

test("until an answer has come there is the device's clock, and it is doubted", () => {
  assert.equal(now(), Date.now());
  assert.equal(isDoubtful(), true);
});

test("the service's clock is that of its answers, whatever the device's shows or is set to", async () => {
  answering(new Response("{}", { headers: at(NOON) }));
  await call("GET", "/offices");
  assert.equal(now(), NOON);
  count += 3_000;
  assert.equal(now(), NOON + 3_000);
  mock.timers.setTime(NOON + 3_600_000);
  assert.equal(now(), NOON + 3_000);
});

test("of two answers the later time is the better one, since an answer may come late or be a kept one", () => {
  hearTime(at(NOON));
  count += 10_000;
  hearTime(at(NOON));
  assert.equal(now(), NOON + 13_000);
  hearTime(at(NOON + 60_000));
  assert.equal(now(), NOON + 60_000);
  hearTime(at(NOON + 60_000, 30));
  assert.equal(now(), NOON + 90_000);
});

test("an answer without a time changes nothing", () => {
  const before = now();
  hearTime(new Headers());
  assert.equal(now(), before);
});

test("a clock that was set, or a device that slept, is doubted until an answer comes", () => {
  hearTime(at(NOON));
  assert.equal(isDoubtful(), false);
  mock.timers.setTime(Date.now() + 4_000);
  assert.equal(isDoubtful(), false);
  mock.timers.setTime(Date.now() + 600_000);
  assert.equal(isDoubtful(), true);
  hearTime(at(NOON));
  assert.equal(isDoubtful(), false);
});

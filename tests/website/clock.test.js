import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { answering, begin } from "./browser.js";
import { hearTime, isDoubtful, now } from "../../website/lib/base/clock.js";
import { call } from "../../website/lib/requests/call.js";

/** An instant of the service; that of each test is a day later, since of two answers the later one holds. */
let noon = Date.parse("2026-12-08T05:00:00Z");
const at = (instant, age) => new Headers({ Date: new Date(instant).toUTCString(), ...(age ? { Age: String(age) } : {}) });
/** What the page has counted since it was loaded, in milliseconds. */
let count = 1_000;
performance.now = () => count;

beforeEach(() => {
  begin();
  noon += 86_400_000;
  mock.timers.enable({ apis: ["Date"], now: noon - 7 * 60_000 });
});
afterEach(() => mock.timers.reset());

test("until an answer has come there is the device's clock, and it is doubted", () => {
  assert.equal(now(), Date.now());
  assert.equal(isDoubtful(), true);
});

test("the service's clock is that of its answers, whatever the device's shows or is set to", async () => {
  answering(new Response("{}", { headers: at(noon) }));
  await call("GET", "/offices");
  assert.equal(now(), noon);
  count += 3_000;
  assert.equal(now(), noon + 3_000);
  mock.timers.setTime(noon + 3_600_000);
  assert.equal(now(), noon + 3_000);
});

test("of two answers the later time is the better one, since an answer may come late or be a kept one", () => {
  hearTime(at(noon));
  count += 10_000;
  hearTime(at(noon));
  assert.equal(now(), noon + 10_000);
  hearTime(at(noon + 60_000));
  assert.equal(now(), noon + 60_000);
  hearTime(at(noon + 60_000, 30));
  assert.equal(now(), noon + 90_000);
});

test("an answer without a time changes nothing", () => {
  const before = now();
  hearTime(new Headers());
  assert.equal(now(), before);
});

test("a clock that was set, or a device that slept, is doubted until an answer comes", () => {
  hearTime(at(noon));
  assert.equal(isDoubtful(), false);
  mock.timers.setTime(Date.now() + 4_000);
  assert.equal(isDoubtful(), false);
  mock.timers.setTime(Date.now() + 600_000);
  assert.equal(isDoubtful(), true);
  hearTime(at(noon));
  assert.equal(isDoubtful(), false);
});

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { begin } from "./browser.js";
import { forgetWaiting, keepWaiting, waitingFor } from "../../website/lib/device/waiting.js";

const HOUR = 3_600_000;

beforeEach(begin);

test("a secret waits on the device, each purpose by itself, until it is forgotten", () => {
  keepWaiting("sign_up", { secret: "one", email: "siti@contoh.id" });
  keepWaiting("password", { secret: "two", email: "budi@contoh.id" });
  assert.equal(waitingFor("sign_up").secret, "one");
  forgetWaiting("sign_up");
  assert.equal(waitingFor("sign_up"), undefined);
  assert.equal(waitingFor("password").email, "budi@contoh.id");
  forgetWaiting("password");
  assert.equal(localStorage.getItem("waiting"), null);
});

test("a secret waits as long as its code is good", () => {
  mock.timers.enable({ apis: ["Date"], now: 0 });
  keepWaiting("sign_up", { secret: "one", email: "siti@contoh.id" });
  mock.timers.setTime(24 * HOUR - 1);
  assert.equal(waitingFor("sign_up").secret, "one");
  mock.timers.setTime(24 * HOUR);
  assert.equal(waitingFor("sign_up"), undefined);
  mock.timers.reset();
});

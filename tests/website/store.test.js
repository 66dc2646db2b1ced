import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { newBooking } from "../../website/lib/device/drafts.js";
import { enter, isOver } from "../../website/lib/device/owner.js";
import { device, tab } from "../../website/lib/base/store.js";
import { tickets } from "../../website/lib/device/tickets.js";

const kept = Object.getOwnPropertyDescriptors({ localStorage, sessionStorage });

/** From now on this browser keeps nothing: the question alone is an error, as where a person has forbidden it. */
function forbid() {
  const get = () => {
    throw new Error("SecurityError");
  };
  Object.defineProperties(globalThis, { localStorage: { get, configurable: true }, sessionStorage: { get, configurable: true } });
}

beforeEach(begin);
afterEach(() => {
  Object.defineProperties(globalThis, kept);
  for (const name of ["draft", "stay", "owner", "booking"]) {
    device.forget(name);
    tab.forget(name);
  }
});

test("what is kept is found again, and what was forgotten is not", () => {
  tab.set("draft", { people: 2 });
  assert.deepEqual([tab.get("draft"), device.get("draft")], [{ people: 2 }, undefined]);
  tab.forget("draft");
  assert.equal(tab.get("draft"), undefined);
});

test("what is damaged is as if nothing had been kept", () => {
  localStorage.setItem("tickets", '[{"booking_id": "7K3M", "stat');
  assert.deepEqual(tickets(), []);
});

test("where nothing may be kept, the page remembers", () => {
  forbid();
  newBooking.change({ service: "new" });
  assert.deepEqual(newBooking.get(), { service: "new" });
  newBooking.forget();
  assert.deepEqual(newBooking.get(), {});
  enter("siti");
  assert.equal(isOver(), false);
});

test("where there is no room, what is newest counts, and nothing old comes back", () => {
  tab.set("draft", "old");
  const { setItem } = sessionStorage;
  sessionStorage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  tab.set("draft", "new");
  sessionStorage.setItem = setItem;
  assert.equal(tab.get("draft"), "new");
  assert.equal(sessionStorage.getItem("draft"), null);
  tab.forget("draft");
  assert.equal(tab.get("draft"), undefined);
});

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { begin } from "./browser.js";
import { hearTime } from "../../website/lib/base/clock.js";
import { isTicket, keepTickets, tickets } from "../../website/lib/device/tickets.js";

/** What the page has counted since it was loaded stands still, so the service's clock is what it says last. */
performance.now = () => 1_000;
const hear = (instant) => hearTime(new Headers({ Date: new Date(instant).toUTCString() }));
const booking = (date, status = "confirmed") => ({ booking_id: date, status, date, timezone: "Asia/Jayapura", applicants: [] });
const kept = () => tickets().map((ticket) => ticket.booking_id);

beforeEach(begin);

// the tests stand in the order of their instants, since of two answers the later one holds
test("the clock of a device ends no ticket and no right by itself, wherever it was set", () => {
  mock.timers.enable({ apis: ["Date"], now: new Date("2099-01-01T00:00:00Z") });
  try {
    const displaced = { ...booking("2026-12-09", "displaced"), closure: { reason: "Banjir", until: "2026-12-20T00:00:00Z" } };
    keepTickets([booking("2026-12-08"), displaced]);
    assert.deepEqual(kept(), ["2026-12-08", "2026-12-09"]);
    assert.equal(isTicket(booking("2026-12-08")), true);
  } finally {
    mock.timers.reset();
  }
});

test("a ticket is kept through its day, by the service's clock and the office's zone, and no longer", () => {
  hear("2026-12-08T14:59:00Z");
  keepTickets([booking("2026-12-07"), booking("2026-12-08"), booking("2026-12-09")]);
  assert.deepEqual(kept(), ["2026-12-08", "2026-12-09"]);
  hear("2026-12-08T15:30:00Z");
  assert.deepEqual(kept(), ["2026-12-09"]);
  hear("2026-12-20T00:00:00Z");
  assert.deepEqual(kept(), []);
  assert.equal(localStorage.getItem("tickets"), "[]");
});

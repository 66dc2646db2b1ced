import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "./browser.js";
import { canObject, canTell, closesFirst, comes, isClosed, lastDayToChange, objectsUntil, peopleOf } from "../../website/lib/device/party.js";
import { wayOut } from "../../website/lib/requests/listings.js";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-12-01T03:00:00Z");
const ago = (hours) => new Date(NOW - hours * HOUR).toISOString();
const booking = (...applicants) => ({ status: "confirmed", date: "2026-12-08", timezone: "Asia/Jakarta", applicants });
const listing = (more) => ({ date: "2026-12-08", timezone: "Asia/Jakarta", ...more });

/** Run at an instant. */
function at(instant, run) {
  mock.timers.enable({ apis: ["Date"], now: instant });
  try {
    run();
  } finally {
    mock.timers.reset();
  }
}

test("who left or has a booking of their own does not come; a ticket that was kept before that could be has everybody", () => {
  const people = [{ full_name: "Siti" }, { full_name: "Budi", presence: "left" }, { full_name: "Dewi", presence: "superseded" }, { full_name: "Adi", presence: "present" }];
  assert.deepEqual(peopleOf({ applicants: people }).map((person) => person.full_name), ["Siti", "Adi"]);
  assert.deepEqual(people.map(comes), [true, false, false, true]);
});

test("a booking can be changed until the end of the day before, by the clock of its office", () => {
  assert.equal(lastDayToChange("2026-12-01"), "2026-11-30");
  const [jakarta, jayapura] = ["Asia/Jakarta", "Asia/Jayapura"].map((timezone) => ({ date: "2026-12-02", timezone }));
  at(Date.parse("2026-12-01T16:00:00Z"), () => assert.deepEqual([isClosed(jakarta), isClosed(jayapura)], [false, true]));
  at(Date.parse("2026-12-01T17:00:00Z"), () => assert.deepEqual([isClosed(jakarta), isClosed(jayapura)], [true, true]));
});

test("on the day people tell that nobody comes until their window begins, by the clock of the office", () => {
  const made = { ...booking({}), date: "2026-12-01", arrive_from: "09:01" };
  const eastern = { ...made, timezone: "Asia/Jayapura" };
  at(Date.parse("2026-11-30T16:59:59Z"), () => assert.deepEqual([canTell(made), canTell(eastern)], [false, true]));
  at(Date.parse("2026-11-30T17:00:00Z"), () => assert.equal(canTell(made), true));
  at(Date.parse("2026-12-01T02:00:59Z"), () => assert.equal(canTell(made), true));
  at(Date.parse("2026-12-01T02:01:00Z"), () => assert.equal(canTell(made), false));
  at(Date.parse("2026-12-01T00:00:00Z"), () => {
    assert.equal(canTell({ ...made, status: "cancelled" }), false);
    assert.equal(canTell({ ...made, date: "2026-11-30" }), false);
  });
});

test("the account may object for a day from when it was told", () => {
  assert.equal(objectsUntil({ contested_at: "2026-12-01T03:00:00Z" }), "2026-12-02T03:00:00.000Z");
  const asked = booking({ contested_at: "2026-12-01T03:00:00Z" });
  at(NOW + 24 * HOUR - 1, () => assert.equal(canObject(asked, 0), true));
  at(NOW + 24 * HOUR, () => assert.equal(canObject(asked, 0), false));
});

test("nobody objects who is not asked, has objected, or whose booking is over; nor to somebody who is gone", () => {
  const asked = { contested_at: ago(1) };
  at(NOW, () => {
    assert.equal(canObject(booking(asked), 0), true);
    assert.equal(canObject(booking(asked), 1), false);
    for (const other of [{}, { ...asked, objected_at: ago(0) }, { ...asked, presence: "left" }]) {
      assert.equal(canObject(booking(other), 0), false, JSON.stringify(other));
    }
    assert.equal(canObject({ ...booking(asked), status: "cancelled" }, 0), false);
    assert.equal(canObject({ ...booking(asked), date: "2026-12-01" }, 0), false);
  });
});

test("of a displaced booking people go out, and objections are made, until the last whole day of its right", () => {
  const closure = { reason: "Listrik padam", until: "2027-01-07T17:00:00Z" };
  const contested_at = "2027-01-05T03:00:00Z";
  const displaced = { ...booking({ contested_at }), status: "displaced", timezone: "Asia/Jakarta", date: "2026-12-08", closure };
  const listed = { ...displaced, contested_at: undefined };
  at(Date.parse("2027-01-05T04:00:00Z"), () => assert.deepEqual([isClosed(displaced), canObject(displaced, 0), wayOut(listed)], [false, true, "ask"]));
  at(Date.parse("2027-01-07T04:00:00Z"), () => assert.deepEqual([isClosed(displaced), canObject(displaced, 0), wayOut(listed)], [false, false, "ending"]));
  at(Date.parse("2027-01-07T17:00:00Z"), () => assert.deepEqual([isClosed(displaced), wayOut(listed)], [true, "ending"]));
});

test("whoever is listed asks first, waits, and then leaves; after an objection only a counter helps", () => {
  at(NOW, () => {
    assert.equal(wayOut(listing({})), "ask");
    assert.equal(wayOut(listing({ contested_at: ago(1), leaves_from: ago(-23) })), "wait");
    assert.equal(wayOut(listing({ contested_at: ago(24), leaves_from: ago(0) })), "leave");
    assert.equal(wayOut(listing({ leaves_from: ago(100) })), "leave");
    assert.equal(wayOut(listing({ contested_at: ago(2), objected_at: ago(1) })), "objected");
  });
});

test("whoever would have to ask less than a day before it closes is told that it is too late, and so is who asked then", () => {
  const closing = Date.parse("2026-12-07T17:00:00Z");
  at(closing - 24 * HOUR - 1, () => assert.equal(wayOut(listing({})), "ask"));
  at(closing - 24 * HOUR, () => {
    assert.equal(wayOut(listing({})), "late");
    assert.equal(wayOut(listing({ leaves_from: ago(100) })), "leave");
  });
  at(closing - HOUR, () => assert.equal(wayOut(listing({ contested_at: new Date(closing - 24 * HOUR).toISOString() })), "late"));
});

test("the time to object ends with the day before, if that comes first", () => {
  const closing = Date.parse("2026-12-07T17:00:00Z");
  assert.deepEqual([1, 0].map((more) => closesFirst(booking(), new Date(closing - 24 * HOUR - more).toISOString())), [false, true]);
});

test("on the day itself nobody gets out", () => {
  at(NOW, () => assert.equal(wayOut(listing({ date: "2026-12-01", leaves_from: ago(100) })), "closed"));
});

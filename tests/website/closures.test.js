import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { hearTime } from "../../website/lib/base/clock.js";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";
import { awaited, isPresentSlot, moving } from "../../website/lib/device/drafts.js";
import { canMove, lastDayOfRight, openedAgain } from "../../website/lib/device/party.js";
import { hasRight, isTicket, keepTicket, ticketOf, tickets } from "../../website/lib/device/tickets.js";
import { placesOf, takePlace } from "../../website/lib/requests/bookings.js";
import { listingsBeside } from "../../website/lib/requests/listings.js";

const ZONE = "Asia/Jakarta";
/** Midnight in Jakarta: the right lasts through 7 January. */
const UNTIL = "2027-01-07T17:00:00Z";
const OLD = { office_id: "bogor", date: "2026-12-08", session: "morning" };
const FIRST = { ...OLD, session: "afternoon" };
const SECOND = { ...OLD, date: "2026-12-09" };
const BOOKING = {
  booking_id: "7K3M",
  status: "displaced",
  ...OLD,
  office_name: "Kantor Imigrasi Bogor",
  timezone: ZONE,
  applicants: [{ relation: "self", full_name: "Siti Rahayu", nik_masked: "************8901", queue_number: "A-007" }],
  reschedules_left: 1,
  closure: { reason: "Listrik padam", until: UNTIL },
};
const MOVED = { ...BOOKING, ...FIRST, status: "confirmed", closure: undefined };
const how = { waiting: () => {} };
const displaced = () => Response.json(BOOKING);
const dropped = () => new TypeError("Failed to fetch");
const moves = (requests) => requests.filter((request) => request.method === "POST");
const keysOf = (requests) => moves(requests).map((request) => request.headers["Idempotency-Key"]);

/** The page's own count, in milliseconds; an answer was heard at its beginning. */
let count = 0;
performance.now = () => count;
const HEARD = Date.parse("2026-12-01T00:00:00Z");
hearTime(new Headers({ Date: new Date(HEARD).toUTCString() }));

/** Run at an instant of the service. */
function at(instant, run) {
  count = new Date(instant).getTime() - HEARD;
  return run();
}

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("a displaced booking is no ticket, also before its day; what is kept of it says why, without a NIK", () => {
  at("2026-12-01T03:00:00Z", () => {
    keepTicket(BOOKING);
    assert.equal(isTicket(BOOKING), false);
    assert.equal(ticketOf("7K3M").closure.reason, "Listrik padam");
    assert.ok(!localStorage.getItem("tickets").includes("nik"));
  });
});

test("it is kept after its day, until its right to another place ends", () => {
  at("2026-12-20T03:00:00Z", () => keepTicket(BOOKING));
  at(Date.parse(UNTIL) - 1, () => assert.deepEqual([hasRight(BOOKING), tickets().length], [true, 1]));
  at(UNTIL, () => assert.deepEqual([hasRight(BOOKING), tickets().length], [false, 0]));
});

test("it is moved whatever was moved before and whatever its day, until its right ends; others once", () => {
  at("2026-12-20T03:00:00Z", () => {
    assert.deepEqual([BOOKING, { ...BOOKING, reschedules_left: 0 }].map(canMove), [true, true]);
    assert.deepEqual([MOVED, { ...MOVED, reschedules_left: 0 }, { ...MOVED, status: "cancelled" }].map(canMove), [true, false, false]);
  });
  at(UNTIL, () => assert.equal(canMove(BOOKING), false));
  assert.equal(lastDayOfRight(BOOKING), "2027-01-07");
});

test("it may be moved to its old slot too, once that is open again; others have that slot", () => {
  for (const [displaced, present] of [[true, false], [false, true]]) {
    moving.change({ booking_id: "7K3M", from: OLD, displaced });
    assert.equal(isPresentSlot(OLD), present);
    assert.equal(isPresentSlot(FIRST), false);
  }
});

test("who has one is in no booking of another account: nothing is asked", async () => {
  const requests = answering();
  const asked = at("2026-12-20T03:00:00Z", () => listingsBeside([BOOKING]));
  assert.deepEqual([await asked, requests.length], [[], 0]);
});

test("a session is open again if the slot and the numbers are those of before", () => {
  const again = { ...BOOKING, status: "confirmed" };
  const other = { ...again, applicants: [{ ...BOOKING.applicants[0], queue_number: "A-008" }] };
  assert.deepEqual([again, other, MOVED, BOOKING].map((now) => openedAgain(BOOKING, now)), [true, false, false, false]);
});

test("a place is taken by one request, and then nothing waits", async () => {
  const requests = answering(displaced(), Response.json(MOVED));
  assert.deepEqual(await takePlace(BOOKING, FIRST, how), JSON.parse(JSON.stringify(MOVED)));
  assert.deepEqual(moves(requests).map(({ address, body }) => [address, JSON.parse(body)]), [["/api/bookings/7K3M/reschedule", FIRST]]);
  assert.deepEqual([awaited("7K3M"), moving.get()], [undefined, {}]);
});

test("until a place is answered for, it is asked for again under its key, whatever is chosen", async () => {
  const lost = answering(displaced(), ...Array.from({ length: 5 }, dropped));
  await assert.rejects(takePlace(BOOKING, FIRST, how), Unreachable);
  assert.deepEqual([awaited("7K3M"), awaited("other")], [FIRST, undefined]);
  const requests = answering(displaced(), Response.json(MOVED));
  await takePlace(BOOKING, SECOND, how);
  assert.deepEqual(moves(requests).map(({ body }) => JSON.parse(body)), [FIRST]);
  assert.equal(new Set([...keysOf(lost), ...keysOf(requests)]).size, 1);
});

test("a place that was refused waits for nothing: the next one is another request", async () => {
  const full = answering(displaced(), Response.json({ code: "slot_full" }, { status: 409 }));
  await assert.rejects(takePlace(BOOKING, FIRST, how), Problem);
  assert.equal(awaited("7K3M"), undefined);
  const requests = answering(displaced(), Response.json({ ...MOVED, ...SECOND }));
  await takePlace(BOOKING, SECOND, how);
  assert.deepEqual(moves(requests).map(({ body }) => JSON.parse(body)), [SECOND]);
  assert.equal(new Set([...keysOf(full), ...keysOf(requests)]).size, 2);
});

test("nobody is moved out of a session that is open again, and nothing waits then", async () => {
  moving.change({ booking_id: "7K3M", from: OLD, slot: FIRST });
  const requests = answering(Response.json({ ...BOOKING, status: "confirmed" }));
  assert.equal((await takePlace(BOOKING, FIRST, how)).status, "confirmed");
  assert.deepEqual([moves(requests), moving.get()], [[], {}]);
});

test("the places of a booking are asked for by its id", async () => {
  const requests = answering(Response.json({ places: [FIRST] }));
  assert.deepEqual(await placesOf("7K3M"), [FIRST]);
  assert.equal(requests[0].address, "/api/bookings/7K3M/places");
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { call } from "../../website/lib/requests/call.js";
import { enter } from "../../website/lib/device/owner.js";
import { newBooking } from "../../website/lib/device/drafts.js";
import { LoggedOut } from "../../website/lib/base/errors.js";
import { keepsFamily, keptBefore } from "../../website/lib/device/family.js";
import { deviceMark } from "../../website/lib/device/mark.js";
import { logIn, logOut, loggedIn } from "../../website/lib/account/identity.js";
import { keepTicket, keepTickets, ticketOf, tickets } from "../../website/lib/device/tickets.js";
import { plusDays, today } from "../../website/lib/words/times.js";

const ZONE = "Asia/Jayapura";
const DEWI = { relation: "child", full_name: "Dewi Santoso", nik: "a NIK", birth_date: "2015-05-14" };
const SLOT = { office_id: "bogor", date: "2026-12-08", session: "morning" };

function booking(id, date = plusDays(today(ZONE), 1), status = "confirmed") {
  const applicants = [{ relation: "self", full_name: "Siti Rahayu", nik_masked: "************8901", queue_number: "A-007" }];
  return { booking_id: id, status, date, timezone: ZONE, applicants };
}

beforeEach(begin);

test("a ticket holds nothing of a NIK", () => {
  keepTicket(booking("one"));
  assert.deepEqual(ticketOf("one").applicants, [{ relation: "self", full_name: "Siti Rahayu", queue_number: "A-007" }]);
  assert.ok(!localStorage.getItem("tickets").includes("nik"));
});

test("a ticket keeps who no longer comes and who asks to leave", () => {
  const gone = { relation: "child", full_name: "Dewi", presence: "left", queue_number: "A-008" };
  const asks = { relation: "parent", full_name: "Budi", presence: "present", queue_number: "A-009", contested_at: "2026-12-01T03:00:00Z" };
  keepTicket({ ...booking("one"), applicants: [gone, asks] });
  assert.deepEqual(ticketOf("one").applicants, [gone, asks]);
});

test("the ticket of a cancelled booking goes, and that of a changed one is replaced", () => {
  keepTickets([booking("one"), booking("two")]);
  keepTicket(booking("one", plusDays(today(ZONE), 5)));
  keepTicket(booking("two", undefined, "cancelled"));
  assert.deepEqual(tickets().map((ticket) => [ticket.booking_id, ticket.date]), [["one", plusDays(today(ZONE), 5)]]);
});

/** As a release of before left it. */
function kept(...people) {
  localStorage.setItem("family", JSON.stringify(people));
}

test("the device is emptied at the log-out", async () => {
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
  keepTicket(booking("one"));
  kept(DEWI);
  newBooking.change({ people: [DEWI] });
  await logOut();
  assert.equal(loggedIn(), false);
  assert.deepEqual([tickets(), newBooking.get(), keepsFamily()], [[], {}, false]);
});

test("a device has one mark, which a log-out leaves; another device has another", async () => {
  answering();
  const mark = deviceMark();
  await logIn("siti@contoh.id", "kereta api malam");
  await logOut();
  assert.equal(deviceMark(), mark);
  begin();
  assert.notEqual(deviceMark(), mark);
});

test("the NIKs that a release of before kept are offered in one visit, and gone at the next", () => {
  assert.deepEqual([keepsFamily(), keptBefore()], [false, []]);
  kept(DEWI);
  assert.deepEqual([keptBefore(), keptBefore()], [[DEWI], [DEWI]]);
  assert.ok(keepsFamily());
  sessionStorage.clear();
  assert.deepEqual([keptBefore(), keepsFamily()], [[], false]);
  assert.equal(localStorage.getItem("family"), null);
});

test("an answer that comes after the log-out, or when somebody else is there, is nobody's", async () => {
  for (const leaves of [() => logOut(), () => logIn("budi@contoh.id", "kereta api malam")]) {
    let arrive = () => {};
    const requests = answering(new Promise((done) => (arrive = () => done(Response.json({ bookings: [] })))));
    await logIn("siti@contoh.id", "kereta api malam");
    const asked = call("GET", "/bookings", { named: true });
    for (let turn = 0; turn < 1000 && !requests.length; turn += 1) await Promise.resolve();
    await leaves();
    arrive();
    await assert.rejects(asked, LoggedOut);
  }
});

test("somebody else finds nothing of who was here, but the slot that was chosen before the login", () => {
  enter("siti");
  keepTicket(booking("one"));
  kept(DEWI);
  newBooking.change({ slot: SLOT, people: [DEWI] });
  enter("budi");
  assert.deepEqual([tickets(), keepsFamily(), newBooking.get()], [[], false, { slot: SLOT }]);
  // who was here finds everything
  keepTicket(booking("two"));
  enter("budi");
  assert.equal(tickets().length, 1);
  // who was about to wait for the slot still is
  newBooking.change({ slot: SLOT, people: [DEWI], wait: { where: "around" } });
  enter("siti");
  assert.deepEqual(newBooking.get(), { slot: SLOT, wait: {} });
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { hearTime } from "../../website/lib/base/clock.js";
import { Problem } from "../../website/lib/base/errors.js";
import { leave, listingOf, listingsBeside } from "../../website/lib/requests/listings.js";
import { plusDays, today } from "../../website/lib/words/times.js";

const ZONE = "Asia/Makassar";
// the bookings that these requests go with were an answer of the service
hearTime(new Headers({ Date: new Date().toUTCString() }));
const TOMORROW = plusDays(today(ZONE), 1);
const LISTING = { booking_id: "7K3M", office_id: "denpasar", office_name: "Kantor Imigrasi Denpasar", date: TOMORROW, session: "morning", booked_by: "B. S." };
const listings = (...found) => Response.json({ listings: found });
const offices = () => Response.json({ offices: [{ office_id: "denpasar", timezone: ZONE }] });
const booking = (...applicants) => ({ booking_id: "one", status: "confirmed", date: TOMORROW, timezone: ZONE, applicants });

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("a listing is told in the time of its office; any other booking is not found", async () => {
  const requests = answering(listings(LISTING), offices(), listings(LISTING));
  assert.deepEqual(await listingOf("7K3M"), { ...LISTING, timezone: ZONE });
  assert.equal(requests[0].address, "/api/me/listings");
  await assert.rejects(listingOf("other"), (error) => error instanceof Problem && error.code === "not_found");
});

test("who comes with a booking of their own is in no other: nothing is asked", async () => {
  const requests = answering();
  assert.deepEqual(await listingsBeside([booking({ relation: "self" })]), []);
  assert.equal(requests.length, 0);
});

test("it is asked where the own booking is for the family, was left, is cancelled or is over", async () => {
  const others = [
    [],
    [booking({ relation: "child" })],
    [booking({ relation: "self", presence: "left" }, { relation: "child" })],
    [{ ...booking({ relation: "self" }), status: "cancelled" }],
    [{ ...booking({ relation: "self" }), date: plusDays(today(ZONE), -1) }],
  ];
  for (const bookings of others) {
    const requests = answering(listings());
    assert.deepEqual(await listingsBeside(bookings), []);
    assert.equal(requests.length, 1);
  }
});

test("whose registration is not complete is listed nowhere; any other refusal is an error", async () => {
  answering(Response.json({ code: "forbidden" }, { status: 403 }));
  assert.deepEqual(await listingsBeside([]), []);
  answering(Response.json({ code: "too_late" }, { status: 409 }));
  await assert.rejects(listingsBeside([]), Problem);
});

test("leaving is sent again when its answer was lost", async () => {
  const requests = answering(new TypeError("Failed to fetch"), new Response(null, { status: 204 }));
  await leave("7K3M", { waiting: () => {} });
  assert.deepEqual(requests.map((request) => [request.method, request.address]), Array(2).fill(["POST", "/api/me/listings/7K3M/leave"]));
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, half, pauses } from "./browser.js";
import { call } from "../../website/lib/requests/call.js";
import { LoggedOut, Problem, Unreachable } from "../../website/lib/base/errors.js";
import { logIn } from "../../website/lib/account/identity.js";

const dropped = () => new TypeError("Failed to fetch");
const busy = (headers = {}) => Response.json({ code: "busy" }, { status: 503, headers });
const refused = () => Response.json({ code: "slot_full", alternatives: [] }, { status: 409 });
const keysOf = (requests) => new Set(requests.map((request) => request.headers["Idempotency-Key"]));

beforeEach(begin);

test("a request with a key is sent again, under the same key, whatever happened to its answer", async () => {
  const requests = answering(dropped(), half(), busy(), Response.json({ code: "internal" }, { status: 500 }), Response.json({ booking_id: "7K3M" }));
  let told = 0;
  const booking = await call("POST", "/bookings", { body: {}, key: "key-1", waiting: () => (told += 1) });
  assert.equal(booking.booking_id, "7K3M");
  assert.deepEqual([...keysOf(requests)], ["key-1"]);
  assert.equal(requests.length, 5);
  assert.equal(told, 4);
});

test("it is given up after five tries, and whether the service was busy is known", async () => {
  answering(...Array.from({ length: 5 }, dropped));
  await assert.rejects(call("POST", "/bookings", { key: "key-1" }), (error) => error instanceof Unreachable && !error.busy);
  const requests = answering(...Array.from({ length: 5 }, () => busy()));
  await assert.rejects(call("POST", "/bookings", { key: "key-1" }), (error) => error instanceof Unreachable && error.busy);
  assert.equal(requests.length, 5);
});

test("a busy service is left alone for as long as it asks", async () => {
  answering(busy({ "Retry-After": "7" }), Response.json({}));
  await call("GET", "/offices");
  assert.equal(pauses.length, 1);
  assert.ok(pauses[0] >= 7000, `${pauses[0]} ms`);
});

test("a request that could do its deed twice is sent once", async () => {
  const requests = answering(dropped(), Response.json({}));
  await assert.rejects(call("POST", "/accounts", { body: {} }), Unreachable);
  assert.equal(requests.length, 1);
});

test("a page that has something else to show does not wait", async () => {
  const requests = answering(dropped(), Response.json({}));
  await assert.rejects(call("GET", "/bookings", { hasty: true }), Unreachable);
  assert.equal(requests.length, 1);
});

test("a refusal is an answer: nothing is sent again", async () => {
  const requests = answering(refused(), Response.json({}));
  await assert.rejects(call("POST", "/bookings", { key: "key-1" }), (error) => error instanceof Problem && error.code === "slot_full");
  assert.equal(requests.length, 1);
});

test("a refusal without a document is one all the same", async () => {
  answering(new Response("<html>Forbidden</html>", { status: 403 }));
  await assert.rejects(call("GET", "/offices"), (error) => error instanceof Problem && error.code === "unknown");
});

test("a token that is not taken is renewed once, and then the login has ended", async () => {
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
  const unauthenticated = () => Response.json({ code: "unauthenticated" }, { status: 401 });
  const requests = answering(unauthenticated(), Response.json({ booking_id: "7K3M" }));
  await call("POST", "/bookings", { key: "key-1", named: true });
  assert.equal(new Set(requests.map((request) => request.headers.Authorization)).size, 2);
  assert.deepEqual([...keysOf(requests)], ["key-1"]);
  answering(unauthenticated(), unauthenticated());
  await assert.rejects(call("GET", "/bookings", { named: true }), LoggedOut);
});

test("nobody is logged in: nothing is sent", async () => {
  const { logOut } = await import("../../website/lib/account/identity.js");
  answering();
  await logOut();
  const requests = answering();
  await assert.rejects(call("GET", "/bookings", { named: true }), LoggedOut);
  assert.equal(requests.length, 0);
});

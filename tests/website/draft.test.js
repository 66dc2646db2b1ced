import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { newBooking } from "../../website/lib/device/drafts.js";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";

const PEOPLE = [{ relation: "self" }];
const fails = (error) => () => Promise.reject(error);

/** Send the draft, and return the key under which it went. */
async function keyOf(request = fails(new Unreachable())) {
  let sent = "";
  await newBooking
    .send((key) => {
      sent = key;
      return request();
    })
    .catch(() => undefined);
  return sent;
}

beforeEach(() => {
  begin();
  newBooking.change({ service: "new", people: PEOPLE });
});

test("answers are kept in the tab alone, and end with it", () => {
  assert.ok(sessionStorage.getItem("booking").includes("self"));
  assert.equal(localStorage.getItem("booking"), null);
});

test("the key is kept before the request goes out", async () => {
  await newBooking.send((key) => {
    assert.equal(newBooking.get().key, key);
    return Promise.resolve();
  });
});

test("what was never answered goes out under the same key", async () => {
  assert.equal(await keyOf(), await keyOf());
});

test("other answers are another request", async () => {
  const first = await keyOf();
  newBooking.change({ service: "renewal" });
  assert.notEqual(await keyOf(), first);
});

test("after a refusal the answers stay, and the next request is another one", async () => {
  const first = await keyOf(fails(new Problem(409, { code: "slot_full" })));
  assert.deepEqual(newBooking.get(), { service: "new", people: PEOPLE });
  assert.notEqual(await keyOf(), first);
});

test("what was taken is forgotten", async () => {
  await keyOf(() => Promise.resolve({ booking_id: "7K3M" }));
  assert.deepEqual(newBooking.get(), {});
});

test("what waits for its turn keeps its key, and is refused for it without losing it", async () => {
  newBooking.wait({ send: 1 });
  const { key } = newBooking.get();
  assert.ok(key);
  newBooking.wait({ send: 2 });
  assert.deepEqual([newBooking.get().key, newBooking.get().turn], [key, { send: 2 }]);
  const refused = new Problem(409, { code: "not_your_turn" });
  await assert.rejects(newBooking.send(fails(refused), { inTurns: true }), refused);
  assert.deepEqual([newBooking.get().key, newBooking.get().turn], [key, { send: 2 }]);
  await assert.rejects(newBooking.send(fails(new Problem(409, { code: "slot_full" })), { inTurns: true }));
  assert.deepEqual(newBooking.get(), { service: "new", people: PEOPLE });
});

test("where nothing waits, a refusal for the turn is one like others", async () => {
  await keyOf(fails(new Problem(409, { code: "not_your_turn" })));
  assert.deepEqual(newBooking.get(), { service: "new", people: PEOPLE });
});

test("other answers wait for nothing", () => {
  newBooking.wait({ send: 1 });
  newBooking.change({ service: "renewal" });
  assert.deepEqual(newBooking.get(), { service: "renewal", people: PEOPLE });
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { sendAs } from "../../website/lib/requests/call.js";
import { Desk } from "../../website/petugas/counter/desk.js";

beforeEach(async () => {
  begin();
  await speaking("id", "petugas/");
  sendAs({ idToken: async () => "token", forgetIdToken: () => {}, loginNumber: () => 1 });
});

const ATTEMPTS = 5;
const lost = () => Array.from({ length: ATTEMPTS }, () => new TypeError("Failed to fetch"));
const done = () => Response.json({ counter: { counter: 1, state: "open", mine: true, lanes: [], calls: 1 } });
const refused = () => Response.json({ code: "no_party", status: 409 }, { status: 409 });
const deedsOf = (requests) => requests.map(({ address }) => address.split("/").pop());
const keysOf = (requests) => requests.map(({ headers }) => headers["Idempotency-Key"]);

/** A counter of an officer on a day. */
function desk(username = "siti", date = "2026-12-08") {
  const failed = (error) => assert.fail(error);
  return new Desk({ office: "bogor", number: 1, username, now: () => ({ date }), clock: String, changed: () => {}, failed });
}

test("a double press sends one request", async () => {
  const requests = answering(done());
  const counter = desk();
  const pressed = [counter.press("next"), counter.press("next")];
  assert.equal(counter.busy, true);
  await Promise.all(pressed);
  assert.deepEqual([deedsOf(requests), counter.busy, counter.done.deed], [["next"], false, "next"]);
});

test("two presses after one another are two requests under two keys", async () => {
  const requests = answering(done(), done());
  const counter = desk();
  await counter.press("next");
  await counter.press("next");
  assert.equal(new Set(keysOf(requests)).size, 2);
});

test("a request without an answer is sent again under its key, whatever is pressed, also after a reload", async () => {
  const requests = answering(...lost(), done(), done());
  const before = desk();
  await before.press("next", { reason: "x" });
  assert.equal(before.unanswered, true);
  const reloaded = desk();
  assert.equal(reloaded.unanswered, true);
  await reloaded.press("park");
  const [first] = requests;
  const again = requests[ATTEMPTS];
  assert.deepEqual([again.address, again.body, keysOf([again])], [first.address, first.body, keysOf([first])]);
  assert.deepEqual([reloaded.unanswered, reloaded.done.deed], [false, "next"]);
  await reloaded.press("park");
  assert.equal(deedsOf(requests).at(-1), "park");
});

test("nobody goes on in the morning with what was pressed the evening before", async () => {
  const requests = answering(...lost(), done());
  await desk().press("finish");
  const morning = desk("siti", "2026-12-09");
  assert.equal(morning.unanswered, false);
  await morning.press("next");
  assert.equal(deedsOf(requests).at(-1), "next");
});

test("nobody goes on with what somebody else has pressed at the counter", async () => {
  const requests = answering(...lost(), done());
  await desk("siti").press("next");
  const other = desk("siti2");
  assert.equal(other.unanswered, false);
  await other.press("recall");
  assert.equal(deedsOf(requests).at(-1), "recall");
});

test("whoever is next is called with an empty body, as the API wants it; to call again has none", async () => {
  const requests = answering(done(), done());
  const counter = desk();
  await counter.press("next");
  await counter.press("recall");
  assert.deepEqual(requests.map(({ body }) => body), ["{}", null]);
});

test("a refusal is an answer: the next press is a new request", async () => {
  const requests = answering(refused(), done());
  const counter = desk();
  await counter.press("recall");
  assert.deepEqual([counter.unanswered, counter.busy], [false, false]);
  await counter.press("next");
  assert.equal(new Set(keysOf(requests)).size, 2);
  assert.equal(deedsOf(requests).at(-1), "next");
});

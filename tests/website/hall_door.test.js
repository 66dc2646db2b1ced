import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { sendAs } from "../../website/lib/requests/call.js";
import { keepList, keptList } from "../../website/petugas/door/asking.js";
import { Door } from "../../website/petugas/door/door.js";
import { grouped } from "../../website/lib/device/tickets.js";
import { payloadOf } from "../../website/petugas/hall/code.js";

const NOON = Date.parse("2026-12-08T05:00:00Z");
const DAY = 86_400_000;
const ID = "4RSYHXYF836W0002";
performance.now = () => 1_000;

beforeEach(async () => {
  begin();
  await speaking("id", "petugas/");
  sendAs({ idToken: async () => "token", forgetIdToken: () => {}, loginNumber: () => 1 });
  // a tablet whose clock is a day ahead
  mock.timers.enable({ apis: ["Date"], now: NOON + DAY });
});
afterEach(() => mock.timers.reset());

const at = { headers: { Date: new Date(NOON).toUTCString() } };
const person = (place, here) => ({ place, number: `A-00${place + 1}`, full_name: "Siti", nik_masked: "0001", relation: "self", here });
const party = (changes) => ({ party_id: ID, number: "A-001", numbers: ["A-001"], lane: "booked", state: "waiting", late: false, arrived_at: "2026-12-08T04:55:00Z", people: [person(0, true), person(1, false)], ...changes });
const came = (office_id) => Response.json({ code: "already_checked_in", status: 409, checked_in_at: "2026-12-08T04:55:00Z", office_id }, { status: 409, ...at });
const queue = (...parties) => Response.json({ cursor: "1", changed: true, counters: [], parties }, at);
const pathsOf = (requests) => requests.map(({ address }) => address.split("/").slice(5).join("/"));

/** The door of an office, at which nobody fails. */
function door() {
  return new Door({ office: "bogor", now: () => ({ date: "2026-12-08", time: "12:00" }), clock: String, changed: () => {}, failed: (error) => assert.fail(error) });
}

const settled = () => new Promise((done) => setImmediate(done));

test("an arrival can be undone for ten minutes by the service's clock, whatever the tablet's shows", async () => {
  answering(Response.json(party(), at));
  const here = door();
  await here.scan(ID, { lane: "booked" });
  assert.equal(here.undoable?.party_id, ID);
  here.recent = [party({ arrived_at: "2026-12-08T04:50:00Z" })];
  assert.equal(here.undoable, undefined);
});

test("a second scan of people who wait here shows who has come, and others are ticked", async () => {
  const requests = answering(came("bogor"), queue(party()), Response.json(party({ people: [person(0, true), person(1, true)] }), at));
  const here = door();
  await here.scan(ID, { lane: "booked" });
  await settled();
  assert.deepEqual([here.judged.verdict.word, here.judged.party.people.map(({ here: is }) => is), here.recent], ["done", [true, false], []]);
  here.tick(1, true);
  await settled();
  assert.deepEqual([pathsOf(requests).at(-1), JSON.parse(requests.at(-1).body)], [`arrivals/${ID}/people`, { here: [0, 1] }]);
  assert.deepEqual(here.judged.party.people.map(({ here: is }) => is), [true, true]);
});

test("who was called, came to another office, or is not told of, has nobody to tick", async () => {
  for (const answers of [[came("bogor"), queue(party({ state: "called" }))], [came("depok")], [came("bogor"), new TypeError("Failed to fetch")]]) {
    const requests = answering(...answers);
    const here = door();
    await here.scan(ID, { lane: "booked" });
    await settled();
    assert.deepEqual([here.judged.verdict.word, here.judged.party, here.note, requests.length], ["done", undefined, "", answers.length]);
  }
});

test("what a newer scan said is not covered by who came with an older one", async () => {
  const requests = answering(came("bogor"), queue(party()));
  const here = door();
  const first = here.scan(ID, { lane: "booked" });
  await first;
  const second = here.scan("no code", { lane: "booked" });
  await second;
  await settled();
  assert.deepEqual([here.judged.verdict.word, here.judged.party, requests.length], ["invalid", undefined, 2]);
});

test("a device that has another day asks for the day that the office says, and keeps its list under that", async () => {
  const other = Response.json({ code: "wrong_day", status: 409, date: "2026-12-08" }, { status: 409, ...at });
  const requests = answering(other, Response.json({ date: "2026-12-08", sessions: [], bookings: [] }, at));
  await keepList("bogor", "2026-12-09");
  assert.deepEqual(pathsOf(requests), ["days/2026-12-09", "days/2026-12-08"]);
  assert.equal(keptList("bogor", "2026-12-08").at, "2026-12-08T05:00:00Z");
  assert.equal(keptList("bogor", "2026-12-09"), undefined);
});

test("an office that names the same day again is not asked for ever", async () => {
  const refusal = () => Response.json({ code: "wrong_day", status: 409, date: "2026-12-09" }, { status: 409, ...at });
  const requests = answering(refusal(), refusal());
  await assert.rejects(keepList("bogor", "2026-12-09"), { code: "wrong_day" });
  assert.equal(requests.length, 1);
});

test("a slip says its code as a ticket does, and in groups for who types it", () => {
  assert.deepEqual([payloadOf(ID), grouped(ID)], [`AP1${ID}`, "4RSY HXYF 836W 0002"]);
});

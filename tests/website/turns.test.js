import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { dueOf, hourOf, opensSoon, planned, seenAgain, toldAt, turnOf, unanswered, untold } from "../../website/lib/turns/turns.js";

const MINUTE = 60_000;
const OPENS = Date.parse("2026-12-08T01:00:00Z");
const TURNS = { begin: "2026-12-08T01:00:00Z", until: "2026-12-08T01:10:00Z" };
/** Draw many times. */
const many = (draw) => Array.from({ length: 400 }, draw);

beforeEach(begin);

test("a turn is the share of the window that the place is of all places, in whole seconds", () => {
  assert.equal(turnOf(TURNS, 0, 2 ** 32), "2026-12-08T01:00:00Z");
  assert.equal(turnOf(TURNS, 2 ** 31, 2 ** 32), "2026-12-08T01:05:00Z");
  assert.equal(turnOf(TURNS, 2 ** 31 - 1, 2 ** 32), "2026-12-08T01:04:59Z");
  assert.equal(turnOf(TURNS, 2 ** 32 - 1, 2 ** 32), "2026-12-08T01:09:59Z");
});

test("turns that begin within an hour belong to its beginning", () => {
  assert.equal(hourOf("2026-12-08T01:42:17Z"), OPENS);
  assert.equal(hourOf(TURNS.begin), OPENS);
});

test("a place is asked for at a random moment of the hour before, and not by all at one", () => {
  const asked = many(() => planned(TURNS, OPENS - 300 * MINUTE).ask);
  assert.ok(Math.min(...asked) >= OPENS - 60 * MINUTE && Math.max(...asked) < OPENS);
  assert.ok(Math.max(...asked) - Math.min(...asked) > 50 * MINUTE);
  assert.ok(asked.filter((each) => each < OPENS - 30 * MINUTE).length > 100);
});

test("who comes within that hour asks at a random moment of what is left of it", () => {
  const asked = many(() => planned(TURNS, OPENS - 10 * MINUTE).ask);
  assert.ok(Math.min(...asked) >= OPENS - 10 * MINUTE && Math.max(...asked) < OPENS);
  assert.ok(Math.max(...asked) - Math.min(...asked) > 8 * MINUTE);
});

test("of turns that begin within an hour the place is told from 60 minutes before that hour", () => {
  const asked = many(() => planned({ begin: "2026-12-08T01:30:00Z", until: TURNS.until }, 0).ask);
  assert.ok(Math.min(...asked) < OPENS - 50 * MINUTE && Math.min(...asked) >= OPENS - 60 * MINUTE);
});

test("who comes when the slot is open goes at once", () => {
  assert.equal(dueOf(planned(TURNS, OPENS + 1)), OPENS + 1);
  assert.equal(planned(TURNS, OPENS).ask, undefined);
});

test("people may get ready a day before a slot opens, and until it does", () => {
  assert.equal(opensSoon(TURNS, OPENS - 24 * 60 * MINUTE - 1), false);
  assert.equal(opensSoon(TURNS, OPENS - 24 * 60 * MINUTE), true);
  assert.equal(opensSoon(TURNS, OPENS - 1), true);
  assert.equal(opensSoon(TURNS, OPENS), false);
  assert.equal(opensSoon(undefined, OPENS), false);
});

test("a request goes out when its turn has come, not before, and some seconds later at most", () => {
  const at = "2026-12-08T01:03:27Z";
  const sent = many(() => dueOf(toldAt(planned(TURNS, 0), at, OPENS)) - Date.parse(at));
  assert.ok(Math.min(...sent) >= 0 && Math.max(...sent) < 2_000);
  assert.ok(Math.max(...sent) - Math.min(...sent) > 1_500);
});

test("where the service says that a turn has not come which is past here, the request waits a second", () => {
  assert.ok(dueOf(toldAt({}, TURNS.begin, OPENS + MINUTE)) >= OPENS + MINUTE + 1_000);
});

test("a place that could not be told is asked for once more before the slot opens", () => {
  const asked = many(() => untold(planned(TURNS, 0), OPENS - MINUTE));
  assert.ok(asked.every(({ ask, send }) => ask >= OPENS - MINUTE && ask < OPENS && send === undefined));
  const early = many(() => untold(planned(TURNS, 0), OPENS - 50 * MINUTE, "2026-12-08T00:30:00Z").ask);
  assert.ok(Math.min(...early) >= OPENS - 30 * MINUTE);
});

test("who was told no place asks with the request, spread over a tenth of the turns", () => {
  const sent = many(() => untold(planned(TURNS, 0), OPENS));
  assert.ok(sent.every(({ ask, send }) => ask === undefined && send >= OPENS && send < OPENS + MINUTE));
  assert.ok(Math.max(...sent.map(({ send }) => send)) > OPENS + MINUTE / 2);
});

test("what got no answer is sent again after 5 to 15 seconds", () => {
  const sent = many(() => unanswered({ at: TURNS.begin }, OPENS));
  assert.ok(sent.every(({ send, lost }) => lost && send >= OPENS + 5_000 && send < OPENS + 15_000));
});

test("an opening that was put off is waited for anew, under what is drawn for it", () => {
  const known = toldAt(planned(TURNS, 0), "2026-12-08T01:03:27Z", 0);
  const later = { begin: "2026-12-08T03:00:00Z", until: "2026-12-08T03:10:00Z" };
  const waits = seenAgain(known, { state: "not_yet_open", turns: later }, OPENS - MINUTE);
  assert.deepEqual([waits.begin, waits.at, waits.send], [later.begin, undefined, undefined]);
  assert.deepEqual(seenAgain(known, { state: "not_yet_open", turns: TURNS }, 0), known);
});

test("a turn that a refusal told learns in which turns it is, and nobody waits once they are over", () => {
  const told = toldAt({}, "2026-12-08T01:03:27Z", OPENS);
  assert.deepEqual(seenAgain(told, { state: "open", turns: TURNS }, OPENS), { ...told, ...TURNS });
  for (const state of ["open", "full", "closed"]) assert.equal(dueOf(seenAgain(told, { state }, OPENS)), OPENS);
  assert.equal(dueOf(seenAgain(planned(TURNS, OPENS - MINUTE), { state: "open" }, OPENS - MINUTE)), OPENS - MINUTE);
  assert.deepEqual(seenAgain(told, { state: "full", turns: TURNS }, OPENS), { ...told, ...TURNS });
  assert.deepEqual(seenAgain(told, { state: "not_yet_open" }, OPENS), told);
  const lost = unanswered(told, OPENS);
  assert.equal(seenAgain(lost, { state: "open" }, OPENS).send, lost.send);
});

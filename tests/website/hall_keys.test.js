import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";
import { nextPause, ON_TELEPHONES } from "../../website/lib/requests/polling.js";
import { underItsKey } from "../../website/petugas/requests/unanswered.js";
import { GONE, Sight } from "../../website/petugas/door/sight.js";

beforeEach(begin);

/** Sends something, and tells the key; `answer` may be an error. */
async function key(about, answer = {}) {
  let used;
  await underItsKey(about, async (given) => {
    used = given;
    if (answer instanceof Error) throw answer;
  }).catch((error) => assert.equal(error, answer));
  return used;
}

test("what was not answered goes out again under its key, whatever was asked for meanwhile", async () => {
  const lost = await key("arrival/1", new Unreachable());
  const other = await key("arrival/2");
  const again = await key("arrival/1");
  assert.deepEqual([again === lost, other === lost], [true, false]);
});

test("what was answered, also by a refusal, is another request the next time", async () => {
  const keys = [await key("arrival/1"), await key("arrival/1", new Problem(409, { code: "too_early" })), await key("arrival/1")];
  assert.equal(new Set(keys).size, 3);
});

test("a code that stays in view is judged once; one that was away, or another one, again", () => {
  const sight = new Sight();
  const seen = [["one", 0], ["one", 200], [undefined, 400], ["one", 600], ["two", 800], ["two", 800 + GONE], ["one", 900 + GONE]];
  assert.deepEqual(seen.map(([code, at]) => sight.isNew(code, at)), [true, false, false, false, true, true, true]);
});

test("a telephone asks more rarely the longer nothing changes, and as often as ever after a change", () => {
  const pauses = [];
  let pause = 0;
  for (const changed of [true, false, false, false, true]) pauses.push((pause = nextPause(pause, changed)));
  assert.deepEqual(pauses, [15_000, 30_000, 60_000, 60_000, 15_000]);
  assert.equal(nextPause(0, false), ON_TELEPHONES[0]);
});

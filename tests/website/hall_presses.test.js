import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";
import { Presses } from "../../website/petugas/hall/presses.js";

beforeEach(begin);

/** Presses whose requests are answered one after the other; an Error is thrown. */
function pressing(...answers) {
  const sent = [];
  const presses = new Presses("counter", async (operation) => {
    sent.push(operation);
    const answer = answers[sent.length - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { presses, sent };
}

test("a double press sends one request", async () => {
  const { presses, sent } = pressing({ party: 1 }, { party: 2 });
  const [first, second] = await Promise.all([presses.press("/next"), presses.press("/next")]);
  assert.deepEqual([first.answer, second, sent.length], [{ party: 1 }, undefined, 1]);
});

test("two presses after one another are two requests under two keys", async () => {
  const { presses, sent } = pressing({}, {});
  await presses.press("/next");
  await presses.press("/next");
  assert.equal(new Set(sent.map(({ key }) => key)).size, 2);
});

test("a request without an answer is sent again under its key, whatever is pressed, also after a reload", async () => {
  const { presses, sent } = pressing(new Unreachable());
  await assert.rejects(presses.press("/next", { reason: "x" }), Unreachable);
  assert.equal(presses.unanswered.path, "/next");
  const reloaded = pressing({ party: 1 }, {});
  const done = await reloaded.presses.press("/park");
  assert.deepEqual([done.repeated, reloaded.sent[0]], [true, sent[0]]);
  assert.equal(reloaded.presses.unanswered, undefined);
  await reloaded.presses.press("/park");
  assert.equal(reloaded.sent[1].path, "/park");
});

test("a refusal is an answer: the next press is a new request", async () => {
  const { presses, sent } = pressing(new Problem(409, { code: "no_party" }), {});
  await assert.rejects(presses.press("/recall"), Problem);
  assert.equal(presses.unanswered, undefined);
  const done = await presses.press("/next");
  assert.deepEqual([done.repeated, sent[1].path, presses.busy], [false, "/next", false]);
});

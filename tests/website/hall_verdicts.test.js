import assert from "node:assert/strict";
import { test } from "node:test";
import { SOUNDS, admitted, fromList, noCode, noLine, refused } from "../../website/petugas/door/verdicts.js";

const AT = "2026-12-08T01:12:00Z";

test("who is admitted comes in; who is late comes in too, and is told", () => {
  assert.deepEqual([admitted({ late: false }), admitted({ late: true })].map(({ word, tone }) => [word, tone]), [["admitted", "good"], ["late", "wait"]]);
});

test("a ticket of before a change is told beside the word, whoever it lets in", () => {
  assert.equal(admitted({ late: false, outdated: true }).outdated, true);
  assert.equal(refused({ code: "wrong_day", outdated: true }).outdated, true);
  assert.ok(!("outdated" in admitted({ late: false })) && !("outdated" in refused({ code: "wrong_day" })));
});

test("each refusal of a code has its word, and none of them lets anybody in", () => {
  const codes = ["too_early", "wrong_day", "wrong_office", "already_checked_in", "displaced", "not_found", "validation_failed"];
  const verdicts = codes.map((code) => refused({ code }));
  assert.deepEqual(verdicts.map(({ word }) => word), ["early", "other_day", "other_office", "done", "closed", "invalid", "invalid"]);
  assert.ok(verdicts.every(({ tone }) => tone !== "good"));
});

test("the instant of a refusal is told: arrived at, arrives from", () => {
  assert.equal(refused({ code: "already_checked_in", checked_in_at: AT }).time, AT);
  assert.equal(refused({ code: "too_early", arrives_from: AT }).time, AT);
  assert.ok(!("time" in refused({ code: "wrong_day", date: "2026-12-09" })));
});

test("a refusal of the officer is no verdict on the code", () => {
  assert.deepEqual(["forbidden", "unauthenticated", "busy"].map((code) => refused({ code })), [null, null, null]);
});

test("what is no code, and what cannot be asked, sound different from come in", () => {
  assert.deepEqual([noCode().tone, noLine().tone], ["bad", "blind"]);
  assert.equal(new Set(Object.values(SOUNDS).map((tones) => JSON.stringify(tones))).size, 4);
});

test("without a line the list tells early, in time, late and arrived, and nobody who is not in it", () => {
  const kept = { booking_id: "7K3M", numbers: ["A-012"], session: "morning", arrive_from: "08:00", arrive_until: "09:00", state: "expected" };
  const word = (clock, changes = {}, id = "7K3M") => fromList([{ ...kept, ...changes }], id, clock)?.word ?? null;
  assert.deepEqual(["07:59", "08:00", "09:00", "09:01"].map((clock) => word(clock)), ["early", "in_time", "in_time", "late"]);
  assert.equal(word("08:30", { state: "waiting" }), "done");
  assert.equal(word("08:30", {}, "other"), null);
});

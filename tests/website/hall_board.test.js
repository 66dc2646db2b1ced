import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcements, OLDEST } from "../../website/petugas/board/announcements.js";
import { PARTS, partsOf, spoken, voiceOf } from "../../website/petugas/board/speech.js";

const START = Date.parse("2026-12-08T01:00:00Z");
const at = (seconds) => new Date(START + 1000 * seconds).toISOString();
const calling = (counter, number, seconds, calls = 1) => ({ counter, number, calls, called_at: at(seconds) });
const idle = (counter) => ({ counter, calls: 0 });
const look = (board, counters, seconds = 1) => board.look(counters, at(seconds));

/** Everything that is announced now, in its order. */
function heard(board, seconds) {
  const said = [];
  for (let call = board.next(START + 1000 * seconds); call; call = board.next(START + 1000 * seconds)) said.push(`${call.number}/${call.counter}`);
  return said;
}

test("a call is announced once, however often the board looks", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0)]);
  assert.deepEqual(heard(board, 1), ["A-012/3"]);
  look(board, [calling(3, "A-012", 0)]);
  assert.deepEqual(heard(board, 3), []);
});

test("two calls between two looks are announced both, the older one first", () => {
  const board = new Announcements();
  look(board, [calling(1, "A-013", 2), calling(2, "A-012", 1)]);
  assert.deepEqual(heard(board, 3), ["A-012/2", "A-013/1"]);
});

test("a recall is announced again, also where only its count tells it", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0)]);
  heard(board, 1);
  look(board, [calling(3, "A-012", 20, 2)]);
  assert.deepEqual(heard(board, 21), ["A-012/3"]);
  look(board, [calling(3, "A-012", 20, 3)], 200);
  assert.deepEqual(heard(board, 202), ["A-012/3"]);
});

test("what waits too long is not announced any more", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0), calling(4, "A-013", 30)]);
  assert.deepEqual(heard(board, OLDEST / 1000 + 0.001), ["A-013/4"]);
  look(board, [calling(5, "A-014", 0)]);
  assert.deepEqual(heard(board, OLDEST / 1000), ["A-014/5"]);
});

test("a counter that calls again before its turn is announced once, with its last call", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0), calling(4, "A-013", 1)]);
  look(board, [calling(3, "A-014", 2), calling(4, "A-013", 1)]);
  assert.deepEqual(heard(board, 3), ["A-013/4", "A-014/3"]);
});

test("a call that was undone before its turn is not announced, and the one before it not again", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0)]);
  heard(board, 1);
  look(board, [calling(3, "A-013", 10)]);
  look(board, [calling(3, "A-012", 0)]);
  assert.deepEqual(heard(board, 11), []);
  look(board, [calling(3, "A-013", 15)]);
  assert.deepEqual(heard(board, 16), ["A-013/3"]);
});

test("a counter that has nobody is silent, and its next call is heard", () => {
  const board = new Announcements();
  look(board, [calling(3, "A-012", 0)]);
  look(board, [idle(3)]);
  assert.deepEqual(heard(board, 1), []);
  look(board, [calling(3, "A-015", 5)]);
  assert.deepEqual(heard(board, 6), ["A-015/3"]);
});

test("after a reload nothing is announced twice", () => {
  const before = new Announcements();
  look(before, [calling(3, "A-012", 0)]);
  heard(before, 1);
  const board = new Announcements(JSON.parse(JSON.stringify(before.seen)));
  look(board, [calling(3, "A-012", 0), calling(4, "A-013", 2)]);
  assert.deepEqual(heard(board, 3), ["A-013/4"]);
});

test("digits are spoken one by one, the counter as a number, in both languages", () => {
  assert.equal(spoken("A-047", 3, "id"), "A, nol, empat, tujuh, loket tiga");
  assert.equal(spoken("P-110", 12, "id"), "P, satu, satu, nol, loket dua belas");
  assert.deepEqual([10, 11, 20, 21, 99].map((counter) => spoken("A-1", counter, "id").split("loket ")[1]), ["sepuluh", "sebelas", "dua puluh", "dua puluh satu", "sembilan puluh sembilan"]);
  assert.equal(spoken("A-047", 42, "en"), "A, zero, four, seven, counter forty two");
});

test("a voice of the language is taken, one of this device first, and none of another language", () => {
  const voices = [{ lang: "en-US", localService: true }, { lang: "id-ID", localService: false }, { lang: "in_ID", localService: true }];
  assert.equal(voiceOf(voices, "id"), voices[2]);
  assert.equal(voiceOf(voices.slice(0, 2), "id"), voices[1]);
  assert.equal(voiceOf(voices.slice(0, 1), "id"), undefined);
  assert.equal(voiceOf(voices, "en"), voices[0]);
});

test("a call consists of letters and digits, and of the counter's number as it is read", () => {
  assert.deepEqual(partsOf("A-047", 3), [["a"], ["0"], ["4"], ["7"], ["counter", "3"]]);
  assert.deepEqual(partsOf("P-102", 11).at(-1), ["counter", "11"]);
  assert.deepEqual(partsOf("P-102", 20).at(-1), ["counter", "20"]);
  assert.deepEqual(partsOf("P-102", 99).at(-1), ["counter", "90", "9"]);
  for (let counter = 1; counter <= 99; counter += 1) for (const part of partsOf("Z-000", counter).flat()) assert.ok(PARTS.includes(part), part);
});

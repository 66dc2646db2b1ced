import assert from "node:assert/strict";
import { test } from "node:test";
import { Burst, LONGEST_GAP, SETTLED } from "../../website/petugas/door/burst.js";
import { bookingIdOf, hasMark, plainCode } from "../../website/petugas/hall/code.js";

const ID = "4RSYHXYF836WNPV0";
const key = (name, with_ = {}) => ({ key: name, ctrl: false, alt: false, meta: false, ...with_ });

/** Press keys one after another; returns what was said of each. */
function pressing(burst, keys, { gap = 10, from = 0 } = {}) {
  return keys.map((each, index) => burst.take(typeof each === "string" ? key(each) : each, from + index * gap));
}

test("a code is read with AP1 and without, in groups, in lower case", () => {
  for (const code of [ID, `AP1${ID}`, "AP1 4RSY HXYF 836W NPV0", "4rsy-hxyf-836w-npv0", "ap1.4RSY HXYF.836W NPV0"]) {
    assert.equal(bookingIdOf(code), ID, code);
  }
});

test("letters that look like digits are read as these: O for 0, I and L for 1", () => {
  assert.equal(bookingIdOf("4RSYHXYF836WNPVO"), ID);
  assert.equal(bookingIdOf("API4RSYHXYF836WNPVo"), ID);
  assert.equal(bookingIdOf("apl4RSYHXYF836WNPV0"), ID);
});

test("what a scanner adds does not matter: the kind of symbol, STX and ETX, the end of a line", () => {
  for (const code of [`]Q1AP1${ID}`, `\u0002AP1${ID}\u0003`, `\u0002]Q3AP1${ID}\r\n`, `"${ID}",`]) assert.equal(bookingIdOf(code), ID, code);
});

test("what is none of ours is none: too short, too long, another alphabet, a NIK, an address", () => {
  for (const code of ["", ID.slice(1), `${ID}0`, `AP2${ID}`, "4RSYHXYF836WNPVU", "3299011705901234x", "https://contoh.id/AP1", `${ID.slice(0, 15)}\u0130`]) {
    assert.equal(bookingIdOf(code), null, code);
  }
});

test("a burst that ends with Enter is read at Enter", () => {
  const said = pressing(new Burst(), [...`AP1${ID}`, "Enter"]);
  assert.deepEqual([new Set(said.slice(0, -1)), said.at(-1)], [new Set(["type"]), "end"]);
});

test("Tab and the control characters that end a line end a burst too", () => {
  for (const end of ["Tab", key("j", { ctrl: true }), key("m", { ctrl: true })]) {
    assert.equal(pressing(new Burst(), [...ID, end]).at(-1), "end");
  }
});

test("a burst without an end is complete after a pause, and once", () => {
  const burst = new Burst();
  pressing(burst, [...ID]);
  const last = 10 * (ID.length - 1);
  assert.deepEqual([burst.settled(last + SETTLED - 1), burst.settled(last + SETTLED)], [false, true]);
  burst.forget();
  assert.equal(burst.settled(last + 2 * SETTLED), false);
});

test("STX before a burst and ETX behind it are no shortcuts", () => {
  const said = pressing(new Burst(), [...ID, key("c", { ctrl: true })]);
  assert.equal(said.at(-1), "nothing");
});

test("somebody who types is no scanner: Enter, Tab and Ctrl+C do what they always do", () => {
  for (const end of ["Enter", "Tab", key("c", { ctrl: true })]) {
    const burst = new Burst();
    assert.equal(pressing(burst, [...ID, end], { gap: LONGEST_GAP + 1 }).at(-1), "other");
    assert.equal(burst.settled(1e6), false);
  }
  assert.equal(pressing(new Burst(), [..."AP1", "Enter"]).at(-1), "other");
});

test("a code that bears the mark of a revision is whole; without one the rest may still come", () => {
  assert.equal(plainCode(`ap1${ID}k`), `${ID}K`);
  assert.equal(bookingIdOf(`AP1${ID}K`), ID);
  assert.deepEqual([`AP1${ID}K`, `AP1${ID}`, ID, `AP1${ID}KK`, "AP1"].map(hasMark), [true, false, false, false, false]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees, masked, nikDigits } from "../../website/lib/people/nik.js";

// of regency 99, which does not exist; put together, so that no NIK stands in a file
const nikOf = (day, serial = "1234") => ["3299", "01", day, serial].join("");

test("a NIK is taken as people write it: in groups, with blanks, points or hyphens", () => {
  const nik = nikOf("170590");
  for (const between of ["", " ", ".", "-", "\u00a0", "\u2011", "\u200b"]) {
    assert.equal(nikDigits(nik.match(/.{4}/g).join(between)), nik);
  }
  assert.equal(nikDigits(` ${nik}\n`), nik);
});

test("what is no NIK is none: other lengths, other characters, or a person without a number", () => {
  const nik = nikOf("170590");
  for (const text of ["", nik.slice(1), `${nik}1`, `x${nik.slice(1)}`, nikOf("170590", "0000")]) {
    assert.equal(nikDigits(text), null, text);
  }
});

test("it agrees with the birth date that is written in it, and with no other", () => {
  assert.ok(agrees(nikOf("170590"), "1990-05-17"));
  assert.ok(agrees(nikOf("010100"), "2000-01-01"));
  for (const date of ["1990-05-18", "1990-06-17", "1991-05-17"]) {
    assert.ok(!agrees(nikOf("170590"), date), date);
  }
});

test("the days of women are written plus 40, and their century is not written at all", () => {
  assert.ok(agrees(nikOf("570590"), "1990-05-17"));
  assert.ok(agrees(nikOf("711290"), "1990-12-31"));
  assert.ok(agrees(nikOf("570512"), "1912-05-17"));
  assert.ok(agrees(nikOf("570512"), "2012-05-17"));
  assert.ok(!agrees(nikOf("580590"), "1990-05-17"));
});

test("of a NIK its last four digits are shown", () => {
  const shown = masked(nikOf("170590"));
  assert.ok(shown.endsWith(" 1234"));
  assert.equal(shown.replace(/\D/g, ""), "1234");
});

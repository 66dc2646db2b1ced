import assert from "node:assert/strict";
import { test } from "node:test";
import { speaking } from "./browser.js";
import { nameError } from "../../website/lib/people/name.js";
import { agrees, masked, nikDigits, nikError, yearInNik } from "../../website/lib/people/nik.js";

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

test("the year of birth is read from the NIK once day and month are the NIK's, and never one to come", () => {
  const present = new Date().getUTCFullYear();
  const yy = (year) => String(year).slice(2);
  const read = (nik, day, month) => yearInNik({ nik, "birth_date-day": day, "birth_date-month": month });
  assert.equal(read(nikOf("170590"), "17", "5"), "1990");
  assert.equal(read(nikOf("570590"), "17", "Mei"), "1990");
  assert.equal(read(nikOf("170512"), "17", "05"), "2012");
  assert.equal(read(nikOf(`0101${yy(present)}`), "1", "1"), String(present));
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const [, month, day] = tomorrow.split("-");
  assert.equal(read(nikOf(`${day}${month}${tomorrow.slice(2, 4)}`), day, month), String(Number(tomorrow.slice(0, 4)) - 100));
  assert.equal(read(nikOf(`0101${yy(present + 1)}`), "1", "1"), String(present - 99));
  assert.equal(read(nikOf("170590"), "18", "5"), "");
  assert.equal(read(nikOf("170590"), "17", "6"), "");
  assert.equal(read(nikOf("170590"), "17", ""), "");
  assert.equal(read(nikOf("170590").slice(1), "17", "5"), "");
});

test("of a NIK its last four digits are shown", () => {
  const shown = masked(nikOf("170590"));
  assert.ok(shown.endsWith(" 1234"));
  assert.equal(shown.replace(/\D/g, ""), "1234");
});

test("what is no NIK is told by what is wrong with it: nothing to count, too few digits, too many, or digits of nobody", async () => {
  await speaking("id");
  const nik = nikOf("170590");
  assert.equal(nikError(""), "Isi NIK dengan 16 angka");
  assert.equal(nikError(`x${nik.slice(1)}`), "Isi NIK dengan 16 angka");
  assert.match(nikError("3299 0117 0590 1"), /^Baru 13 dari 16 angka/);
  assert.match(nikError(`${nik}1`), /^Ini 17 angka/);
  assert.match(nikError(nikOf("170590", "0000")), /^Ini bukan NIK/);
});

test("a name that is too long is told so, and is not cut", async () => {
  await speaking("id");
  assert.equal(nameError("x".repeat(100), "Isi nama"), "Isi nama");
  assert.match(nameError("x".repeat(101), "Isi nama"), /100 huruf/);
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, speaking } from "./browser.js";
import { dateParts, dateValue, instantText, plusDays, weekday, windowText, zoneName } from "../../website/lib/words/times.js";

const MORNING = { arrive_from: "09:01", arrive_until: "10:00" };
const typed = (day, month, year) => ({ "born-day": day, "born-month": month, "born-year": year });

beforeEach(begin);

test("a window is told with the office's time zone, in each language's way to write a time", async () => {
  const zones = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };
  for (const [timezone, zone] of Object.entries(zones)) {
    await speaking("id");
    assert.equal(windowText(MORNING, timezone), `09.01 sampai 10.00 ${zone}`);
    await speaking("en");
    assert.equal(windowText(MORNING, timezone), `09:01 to 10:00 ${zone}`);
  }
});

test("a zone without a short name is told by its long one", () => {
  assert.equal(zoneName("Asia/Tokyo"), "Asia/Tokyo");
});

test("an instant is told by the office's clock, also where that is another day", async () => {
  await speaking("id");
  const instant = "2026-12-08T16:30:00Z";
  assert.equal(instantText(instant, "Asia/Jakarta"), "Selasa, 8 Desember 2026 pukul 23.30 WIB");
  assert.equal(instantText(instant, "Asia/Makassar"), "Rabu, 9 Desember 2026 pukul 00.30 WITA");
  assert.equal(instantText(instant, "Asia/Jayapura"), "Rabu, 9 Desember 2026 pukul 01.30 WIT");
});

test("days are counted over the ends of months and years", () => {
  assert.equal(plusDays("2026-12-31", 1), "2027-01-01");
  assert.equal(plusDays("2028-03-01", -1), "2028-02-29");
  assert.equal(weekday("2026-12-07"), 0);
  assert.equal(weekday("2026-12-06"), 6);
});

test("a date is taken as it is typed, and is what is shown again", () => {
  assert.equal(dateValue("born", typed("17", "5", "1990")), "1990-05-17");
  assert.equal(dateValue("born", typed(" 07", "05 ", "1990")), "1990-05-07");
  assert.equal(dateValue("born", typed("29", "2", "2000")), "2000-02-29");
  assert.deepEqual(dateParts("born", "1990-05-07"), typed("7", "5", "1990"));
  assert.deepEqual(dateParts("born", undefined), {});
});

test("a month may be written by its name, in both languages, whole or short", () => {
  for (const [month, names] of [["05", ["Mei", "may", "MEI"]], ["08", ["Agustus", "Agt", "agu", "Aug"]], ["10", ["Okt", "oktober", "October"]], ["12", [" Des ", "Dec."]]]) {
    for (const name of names) assert.equal(dateValue("born", typed("17", name, "1990")), `1990-${month}-17`, name);
  }
});

test("a date that does not exist, or is not whole, is none", () => {
  const none = [
    ...[typed("31", "4", "1990"), typed("29", "2", "1900"), typed("17", "13", "1990"), typed("0", "5", "1990")],
    ...[typed("17", "5", "90"), typed("17", "5", "19900"), typed("", "5", "1990"), typed("x", "5", "1990"), typed("1.5", "5", "1990")],
    ...[typed("17", "Me", "1990"), typed("17", "Xyz", "1990"), typed("Mei", "Mei", "199")],
    {},
  ];
  for (const answer of none) {
    assert.equal(dateValue("born", answer), null, JSON.stringify(answer));
  }
});

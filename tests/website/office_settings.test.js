import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";

const { openingsOf, opensOn } = await import("../../website/petugas/slots/release.js");
const { changedParts, readSettings } = await import("../../website/petugas/slots/settings.js");
const { lastDigits } = await import("../../website/petugas/hall/parties.js");

const WEEKLY = { kind: "weekly", at: "14:00", days: 0, weekday: 4, window_minutes: 10 };
const DAILY = { kind: "days_ahead", at: "08:00", days: 30, weekday: 0, window_minutes: 10 };
const given = (changes) => ({ kind: "weekly", at: "14:00", days: "0", weekday: "4", window: "10", "lane-booked": "3", "lane-priority": "1", "lane-bap": "1", "lane-express": "1", ...changes });
const read = (changes) => readSettings(given(changes), (text) => text.trim());

test("dates that open together are one line, from the first to the last", () => {
  const dates = ["2027-01-07", "2027-01-08", "2027-01-11", "2027-01-12"];
  assert.deepEqual(openingsOf(dates, WEEKLY), [
    { from: "2027-01-07", to: "2027-01-08", opens: "2027-01-01" },
    { from: "2027-01-11", to: "2027-01-12", opens: "2027-01-08" },
  ]);
  assert.deepEqual(openingsOf(dates, DAILY).map(({ from, to }) => [from, to]), dates.map((date) => [date, date]));
  assert.equal(opensOn("2027-01-07", DAILY), "2026-12-08");
});

test("a time is read as people type it, and sent as the API writes it", () => {
  for (const [typed, at] of [["08:00", "08:00"], ["8.00", "08:00"], ["14.30", "14:30"]]) {
    assert.deepEqual([read({ at: typed }).wanted.release.at, read({ at: typed }).wrong], [at, []]);
  }
  for (const at of ["", "8", "25.00", "08.60", "pagi", "8.0"]) assert.deepEqual(read({ at }).wrong, ["at"], at);
});

test("the minutes of the turns are a number from 0 to 60, and another one alone is sent as another rule", () => {
  const stands = { details: {}, lanes: { booked: 3, priority: 1, bap: 1, express: 1 }, release: WEEKLY };
  assert.deepEqual(changedParts(stands, read({}).wanted), {});
  for (const window of [0, 60]) {
    const { wanted, wrong } = read({ window: String(window) });
    assert.deepEqual([wrong, changedParts(stands, wanted)], [[], { release: { ...WEEKLY, window_minutes: window } }]);
  }
  for (const window of ["", "61", "-1", "1.5", "ten"]) assert.deepEqual(read({ window }).wrong, ["window"], window);
});

test("what came later is sent empty too, so that it can be deleted, and nothing is sent where nothing differs", () => {
  const stands = { details: { address: "Jl. Merdeka 1", notice: "Lift rusak" }, lanes: { booked: 3, priority: 1, bap: 1, express: 1 }, release: WEEKLY };
  const { details } = changedParts(stands, read({ address: "Jl. Merdeka 1" }).wanted);
  assert.deepEqual(details, { address: "Jl. Merdeka 1", directions: "", priority: "", notice: "" });
  assert.deepEqual(changedParts(stands, read({ address: "Jl. Merdeka 1", notice: "Lift rusak" }).wanted), {});
});

test("of a NIK the last four digits are shown, and nothing where none is known", () => {
  assert.equal(lastDigits({ nik_masked: "************1234" }), "1234");
  assert.equal(lastDigits({ nik_masked: "****************" }), "");
  assert.equal(lastDigits({ nik_masked: "" }), "");
});

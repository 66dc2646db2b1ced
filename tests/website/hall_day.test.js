import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, found, ordered, rowsOf } from "../../website/petugas/hall/day.js";
import { afterAnswer, minutesSince, shortened, waitingFor } from "../../website/petugas/hall/parties.js";

const booking = (number, name, changes = {}) => ({
  booking_id: "4RSYHXYF836WNPV0",
  number,
  session: "morning",
  arrive_from: "08:00",
  arrive_until: "09:00",
  state: "expected",
  overdue: false,
  people: [{ place: 0, number, full_name: name, nik_masked: "************1234", relation: "self", here: false }],
  ...changes,
});
const SITI = booking("A-012", "Siti Rahayu", { overdue: true });
const BUDI = booking("A-002", "Budi Santoso", { booking_id: "4RSYHXYF836WNPV1" });
const JOSE = booking("A-112", "José d'Arc", { booking_id: "4RSYHXYF836WNPV2" });
const numbers = (bookings) => bookings.map((each) => each.number);

test("who should have been here stands on top, the others by their number", () => {
  assert.deepEqual(numbers(ordered([JOSE, SITI, BUDI])), ["A-012", "A-002", "A-112"]);
});

test("the list is searched by name, number, last four digits and code", () => {
  const search = (wanted) => numbers(found([SITI, BUDI, JOSE], wanted));
  assert.deepEqual(search(""), ["A-012", "A-002", "A-112"]);
  assert.deepEqual(search("rahayu SITI"), ["A-012"]);
  assert.deepEqual(search("jose"), ["A-112"]);
  assert.deepEqual(search("darc"), ["A-112"]);
  assert.deepEqual([search("a-012"), search("A012"), search("012")], [["A-012"], ["A-012"], ["A-012"]]);
  assert.deepEqual(search("1234"), ["A-012", "A-002", "A-112"]);
  assert.deepEqual(search("ap1 4rsy hxyf 836w npv1"), ["A-002"]);
  assert.deepEqual(search("iti"), []);
});

test("a whole number is that number alone, not also a name with its letter", () => {
  const cici = booking("A-001", "Cici Lestari");
  const given = booking("C-001", "");
  const search = (wanted) => numbers(found([cici, given], wanted));
  assert.deepEqual([search("C-001"), search("c001"), search("c 00")], [["C-001"], ["C-001"], ["A-001", "C-001"]]);
});

test("a file for spreadsheets has the mark of UTF-8, and no value is a formula", () => {
  assert.equal(csv([["a", "b,c"], ['d"e', 1]]), '\ufeffa,"b,c"\r\n"d""e",1\r\n');
  for (const value of ["=1+1", "+62", "-1", "@SUM(A1)", " =1", "\t=1"]) assert.match(csv([[value]]), /^\ufeff"?'/, value);
  assert.equal(csv([["A-012"]]), "\ufeffA-012\r\n");
});

test("its rows have a person each, with the name in short and four digits", () => {
  assert.deepEqual(rowsOf([SITI], () => ({ session: "Pagi", state: "Belum datang", arrived: "" })), [["A-012", "Siti R.", "1234", "Pagi", "Belum datang", ""]]);
});

test("a name in short is the first name and initials", () => {
  assert.deepEqual(["Siti Rahayu Putri", " Budi ", "Élise 𐐀x", ""].map(shortened), ["Siti R. P.", "Budi", "Élise 𐐀.", ""]);
});

test("minutes are whole, and none where a clock is ahead", () => {
  const now = Date.parse("2026-12-08T01:30:00Z");
  assert.deepEqual([minutesSince("2026-12-08T01:00:01Z", now), minutesSince("2026-12-08T01:31:00Z", now)], [29, 0]);
});

test("a counter is told who waits in its lanes, in the order of calling", () => {
  const party = (number, state, lane) => ({ number, state, lane });
  const parties = [party("P-001", "waiting", "priority"), party("A-001", "waiting", "booked"), party("A-002", "called", "booked")];
  assert.deepEqual(numbers(waitingFor({ counters: [], parties }, [])), ["P-001", "A-001"]);
  assert.deepEqual(numbers(waitingFor({ counters: [], parties }, ["booked"])), ["A-001"]);
});

test("an answer that nothing changed leaves the queue as it is, but for the cursor", () => {
  const queue = afterAnswer(undefined, { cursor: "1", changed: true, counters: [], parties: [SITI] });
  assert.deepEqual(afterAnswer(queue, { cursor: "2", changed: false }), { cursor: "2", counters: [], parties: [SITI] });
  assert.deepEqual(afterAnswer(queue, { cursor: "3", changed: true, counters: [], parties: [] }).parties, []);
});

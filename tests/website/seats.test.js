import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { hearTime } from "../../website/lib/base/clock.js";
import { looking, moving, newBooking, wantedPeople } from "../../website/lib/device/drafts.js";
import { enter, forgetOwner } from "../../website/lib/device/owner.js";
import { kilometres, middleOf, nearestDays, soonest } from "../../website/lib/places/soonest.js";
import { seatsFor } from "../../website/lib/requests/offices.js";
import { waitForOpening } from "../../website/lib/turns/wait.js";
import { leftText } from "../../website/lib/words/times.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let count = 0;
performance.now = () => count;

/** Offices in a line to the east of the first, 11 kilometres from one another. */
const OFFICES = ["a", "b", "c", "d", "e", "f", "g"].map((office_id, place) => ({ office_id, name: office_id, latitude: 0, longitude: place / 10 }));
const [A, , , D] = OFFICES;
const days = (...dates) => dates.map((date) => ({ date: `2026-12-${date}`, seats: 5, sessions: ["morning"] }));
const seatsOf = (table) => new Map(Object.entries(table).map(([office_id, dates]) => [office_id, { office_id, days: days(...dates) }]));
const ids = (found) => found.map(({ office_id }) => office_id).join("");
const asked = (query) => wantedPeople(new URLSearchParams(query));

beforeEach(begin);
afterEach(() => mock.timers.reset());

test("nobody chose: one; a number from 1 to 5 of an address is chosen and kept; others are none", () => {
  assert.equal(asked(""), 1);
  assert.equal(asked("people=4"), 4);
  assert.equal(asked(""), 4);
  for (const wrong of ["0", "6", "-1", "2.5", "", "dua"]) assert.equal(asked(`people=${wrong}`), 4, wrong);
  assert.equal(asked("people=5"), 5);
  assert.equal(asked("people=1"), 1);
});

test("a number that was chosen begins no other request than the one that waits", () => {
  newBooking.change({ service: "new" });
  newBooking.wait({ at: "2026-12-08T01:00:00Z" });
  const { key } = newBooking.get();
  asked("people=3");
  assert.equal(newBooking.get().key, key);
});

test("of a booking that is moved all come, whatever the address says", () => {
  moving.change({ booking_id: "one", people: 3 });
  assert.equal(asked("people=2"), 3);
});

test("the number stays through a log-in, also of another person, and ends with the log-out", () => {
  asked("people=4");
  enter("siti");
  assert.equal(wantedPeople(), 4);
  forgetOwner();
  assert.equal(looking.get().people, undefined);
});

test("only offices with seats are shown, five at most, the soonest first and of one day the nearest", () => {
  const seats = seatsOf({ a: [], b: ["09"], c: ["08", "09"], d: ["08"], e: ["10"], f: ["07"], g: ["07"] });
  assert.equal(ids(soonest(OFFICES, seats, { meant: [], from: A })), "fcdbe");
  assert.equal(ids(soonest(OFFICES, seats, { meant: OFFICES, from: undefined })), "fgcdb");
});

test("an office that is meant comes first, also where others have a sooner day, and not without seats", () => {
  const seats = seatsOf({ a: ["07"], b: ["07"], c: ["07"], d: ["20"], e: ["08"], f: ["07"], g: [] });
  assert.equal(ids(soonest(OFFICES, seats, { meant: [D], from: D })), "dcbfe");
  assert.equal(ids(soonest(OFFICES, seatsOf({ a: ["07"], d: [] }), { meant: [D], from: D })), "a");
});

test("of more than five offices that are meant the soonest come first, however far they are from their middle", () => {
  const meant = ["a", "b", "c", "d", "e", "f", "g"].map((office_id, place) => ({ office_id, latitude: 0, longitude: place - 3 }));
  const other = { office_id: "x", latitude: 0, longitude: 0.1 };
  const seats = seatsOf({ a: ["07"], b: ["20"], c: ["20"], d: ["20"], e: ["20"], f: ["20"], g: ["08"], x: ["06"] });
  assert.equal(ids(soonest([...meant, other], seats, { meant, from: middleOf(meant) })), "agdce");
  // where few of them have seats the nearest others follow, not the soonest of more
  const few = seatsOf({ a: ["20"], b: ["20"], c: ["07"], d: ["20"], e: ["20"], f: ["20"], g: ["06"] });
  assert.equal(ids(soonest(OFFICES, few, { meant: OFFICES.slice(0, 2), from: A })), "abcde");
});

test("beyond 100 kilometres the shorter way counts for more than the sooner day", () => {
  const far = [A, { office_id: "y", latitude: 0, longitude: 2 }, { office_id: "z", latitude: 0, longitude: 5 }];
  const seats = seatsOf({ a: ["20"], y: ["09"], z: ["07"] });
  assert.equal(ids(soonest(far, seats, { meant: [], from: A })), "ayz");
});

test("where the seats are not known the nearest offices are shown, with how far they are", () => {
  const found = soonest(OFFICES, null, { meant: [D], from: D });
  assert.equal(ids(found), "dcebf");
  assert.deepEqual(found.map(({ distance_km }) => Math.round(distance_km)), [0, 11, 11, 22, 22]);
  assert.equal(soonest(OFFICES, null, { meant: OFFICES, from: undefined }).length, 5);
});

test("how far two places are, and the middle of some", () => {
  const jakarta = { latitude: -6.16, longitude: 106.85 };
  assert.ok(Math.abs(kilometres(jakarta, { latitude: -7.38, longitude: 112.73 }) - 664) < 5);
  assert.deepEqual(middleOf([A, OFFICES[2]]), { latitude: 0, longitude: 0.1 });
  assert.equal(middleOf([]), undefined);
});

test("other days of an office: the three nearest to the day, each with a session that seats all, in their order", () => {
  const slot = (session, seats_left, state = "open") => ({ session, state, seats_left });
  const month = [
    { date: "2026-12-01", sessions: [slot("morning", 9)] },
    { date: "2026-12-03", sessions: [slot("morning", 1), slot("afternoon", 4)] },
    { date: "2026-12-05", sessions: [slot("morning", 9)] },
    { date: "2026-12-06", sessions: [slot("morning", 3), slot("afternoon", 9, "closed")] },
    { date: "2026-12-07", sessions: [slot("morning", 4)] },
    { date: "2026-12-08", sessions: [slot("morning", 4)] },
  ];
  const found = nearestDays({ office_id: "a", name: "A", timezone: "Asia/Jakarta" }, month, { date: "2026-12-05", office_id: "a", session: "morning" }, 4);
  assert.deepEqual(found.map(({ date, session, name }) => [date, session, name]), [
    ["2026-12-03", "afternoon", "A"],
    ["2026-12-07", "morning", "A"],
    ["2026-12-08", "morning", "A"],
  ]);
});

test("the other session of a slot's own day is the nearest, and not the slot itself", () => {
  const sessions = (seats_left) => ["morning", "afternoon"].map((session) => ({ session, state: "open", seats_left }));
  const month = ["04", "05", "06"].map((day) => ({ date: `2026-12-${day}`, sessions: sessions(4) }));
  const office = { office_id: "a", name: "A", timezone: "Asia/Jakarta" };
  const lost = { office_id: "a", date: "2026-12-05", session: "morning" };
  const found = nearestDays(office, month, lost, 4).map(({ date, session }) => `${date.slice(8)} ${session}`);
  assert.deepEqual(found, ["04 morning", "05 afternoon", "06 morning"]);
});

test("seats are asked for once in half a minute, and for another number at once", async () => {
  const answer = (people) => Response.json({ people, offices: [{ office_id: "a", days: days("08") }] });
  const requests = answering(answer(2), answer(3), answer(3));
  assert.equal((await seatsFor(2)).get("a").days[0].date, "2026-12-08");
  await seatsFor(2);
  await seatsFor(3);
  count += 31_000;
  await seatsFor(3);
  assert.deepEqual(requests.map(({ address }) => address), ["/api/offices/seats?people=2", "/api/offices/seats?people=3", "/api/offices/seats?people=3"]);
});

test("where seats cannot be told there are none to show, and nothing fails: no line, a busy service, no summary yet", async () => {
  for (const answer of [new Error("no line"), new Response("", { status: 503 }), new Response('{"code": "forbidden"}', { status: 403 }), Response.json({ people: 1, offices: [] })]) {
    count += 31_000;
    const requests = answering(answer);
    assert.equal(await seatsFor(1), null);
    assert.equal(await seatsFor(1), null);
    assert.equal(requests.length, 1);
  }
});

test("a long time is told in days and hours", async () => {
  await speaking("id");
  assert.equal(leftText(24 * HOUR), "1 hari");
  assert.equal(leftText(6 * 24 * HOUR + 5 * HOUR + MINUTE), "6 hari 5 jam");
  assert.equal(leftText(24 * HOUR - MINUTE), "23 jam 59 menit");
});

/** Wait for an opening that is `left` milliseconds away, and which looks until then and after it. */
function waits(left) {
  const opens = Date.parse("2026-12-08T01:00:00Z");
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: opens - left });
  hearTime(new Headers({ Date: new Date(opens - left).toUTCString() }));
  const page = { instant: new Date(opens).toISOString(), looks: 0, opened: 0, shown: [] };
  page.stop = waitForOpening({
    opens: () => page.instant,
    show: (milliseconds) => page.shown.push(milliseconds),
    look: async () => {
      page.looks += 1;
      if (page.isOpen) page.instant = undefined;
    },
    opened: () => (page.opened += 1),
  });
  return page;
}

async function pass(milliseconds) {
  for (let left = milliseconds; left > 0; left -= 1000) {
    count += 1000;
    mock.timers.tick(1000);
    await new Promise((done) => setImmediate(done));
  }
}

test("a page counts down, looks within two seconds of the opening and not before, and ends once the day is open", async () => {
  const page = waits(MINUTE);
  await pass(MINUTE - 1000);
  assert.deepEqual([page.looks, page.opened, page.shown[0]], [0, 0, MINUTE]);
  page.isOpen = true;
  await pass(4000);
  assert.equal(page.looks, 1);
  await pass(20_000);
  assert.deepEqual([page.looks, page.opened], [1, 1]);
});

test("an answer that is too early is asked for again, some seconds later, and a page that was left looks no more", async () => {
  const page = waits(0);
  await pass(30_000);
  assert.ok(page.looks >= 3 && page.looks <= 15, String(page.looks));
  const { looks } = page;
  page.stop();
  await pass(30_000);
  assert.ok(page.looks <= looks + 1);
  assert.equal(page.opened, 0);
});

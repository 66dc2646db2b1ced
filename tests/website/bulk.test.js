import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";
import { tidy } from "../../website/lib/base/text.js";
import { eachOf, planOf, saveAll } from "../../website/petugas/slots/bulk.js";
import { opensOn } from "../../website/petugas/slots/release.js";
import { changedParts, readSettings } from "../../website/petugas/slots/settings.js";

/** 2026-12-07 is a Monday. */
const WISH = { weekdays: [0, 1, 2, 3, 4], session: "morning", from: "2026-12-07", to: "2026-12-13", capacity: 30 };
const quota = (date, more = {}) => ({ office_id: "bogor", date, session: "morning", capacity: 40, taken: 0, etag: '"1"', ...more });
const dates = (quotas) => quotas.map(({ date }) => date);
const SETTINGS = {
  details: { address: "Jl. Ahmad Yani 65" },
  lanes: { booked: 6, priority: 1, bap: 2, express: 1 },
  release: { kind: "days_ahead", at: "08:00", days: 14, weekday: 0, window_minutes: 10 },
};
const ANSWERS = {
  address: "Jl. Ahmad Yani 65", phone: "", hours: "", facilities: "",
  "lane-booked": "6", "lane-priority": "1", "lane-bap": "2", "lane-express": "1",
  kind: "days_ahead", at: "08:00", days: "14", weekday: "0", window: "10",
};

test("only what differs is changed, what has more seats taken cannot be, and other days and sessions are left alone, lanes of the door too", () => {
  const plan = planOf(
    [
      quota("2026-12-07"),
      quota("2026-12-08", { capacity: 30, taken: 30 }),
      quota("2026-12-09", { taken: 31 }),
      quota("2026-12-10", { taken: 30 }),
      quota("2026-12-11", { session: "afternoon" }),
      quota("2026-12-12"),
      quota("2026-12-14"),
      quota("2026-12-04"),
    ],
    WISH,
  );
  assert.deepEqual([dates(plan.changes), dates(plan.impossible), plan.same], [["2026-12-07", "2026-12-10"], ["2026-12-09"], 1]);
  const lane = quota("2026-12-10", { session: "walk_in_bap" });
  assert.deepEqual(dates(planOf([quota("2026-12-11", { session: "afternoon" }), lane], { ...WISH, session: "" }).changes), ["2026-12-11"]);
  assert.deepEqual(dates(planOf([quota("2026-12-11"), lane], { ...WISH, session: "walk_in_bap" }).changes), ["2026-12-10"]);
});

test("8 offices with 30 days and two sessions are one request for each difference, four at a time", async () => {
  let now = 0;
  let most = 0;
  const sent = [];
  const changes = Array.from({ length: 8 * 30 * 2 }, (_, number) => quota("2026-12-07", { office_id: `kantor-${number}` }));
  const told = [];
  const outcome = await saveAll(
    changes,
    async ({ office_id }) => {
      now += 1;
      most = Math.max(most, now);
      sent.push(office_id);
      await new Promise(setImmediate);
      now -= 1;
    },
    (done) => told.push(done),
  );
  assert.deepEqual([outcome, most], [{ saved: 480, refused: [], left: 0 }, 4]);
  assert.deepEqual([sent.length, new Set(sent).size, told.at(-1)], [480, 480, 480]);
});

test("a session that is refused is listed as it stands, and does not stop the others", async () => {
  const present = quota("2026-12-08", { capacity: 35 });
  const problems = {
    "2026-12-08": new Problem(412, { code: "version_conflict", quota: present }),
    "2026-12-09": new Problem(409, { code: "capacity_below_taken" }),
    "2026-12-10": new Problem(409, { code: "too_late" }),
  };
  const changes = ["2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"].map((date) => quota(date));
  const { saved, refused, left } = await saveAll(changes, async ({ date }) => problems[date] && Promise.reject(problems[date]), () => {});
  assert.deepEqual([saved, left, refused.map(({ why }) => why)], [2, 0, ["conflict", "below_taken", "refused"]]);
  assert.equal(refused[0].quota, present);
});

test("a lost line stops it, what is left is told, and the next look continues with just that", async () => {
  const table = Array.from({ length: 20 }, (_, number) => quota("2026-12-07", { office_id: `kantor-${number}` }));
  const changes = planOf(table, WISH).changes;
  let tried = 0;
  const cut = async (seen) => {
    tried += 1;
    if (tried > 6) throw new Unreachable();
    table[table.indexOf(seen)] = { ...seen, capacity: WISH.capacity };
  };
  const { saved, left } = await saveAll(changes, cut, () => {});
  assert.deepEqual([saved, left], [6, 14]);
  assert.ok(tried < 20);
  const rest = planOf(table, WISH);
  assert.deepEqual([rest.changes.length, rest.same], [14, 6]);
});

test("once one request found no line no further one is begun; what is under way is waited for", async () => {
  let tried = 0;
  const one = async () => {
    tried += 1;
    if (tried === 2) throw new Unreachable();
    await new Promise(setImmediate);
  };
  const changes = Array.from({ length: 20 }, (_, number) => quota("2026-12-07", { office_id: `kantor-${number}` }));
  assert.deepEqual([await saveAll(changes, one, () => {}), tried], [{ saved: 3, refused: [], left: 17 }, 4]);
});

test("any other error is thrown once what is under way has ended", async () => {
  await assert.rejects(saveAll([quota("2026-12-07")], async () => Promise.reject(new TypeError("broken")), () => {}), TypeError);
  assert.deepEqual(await eachOf([3, 1, 2], async (number) => number * 2), [6, 2, 4]);
});

test("dates open by a rule as the API says: days before, or on the weekday before the date's week", () => {
  const rule = { kind: "days_ahead", at: "08:00", days: 14, weekday: 0 };
  assert.equal(opensOn("2026-12-21", rule), "2026-12-07");
  for (const [weekday, opens] of [[0, "2026-12-07"], [4, "2026-12-11"], [6, "2026-12-13"]]) {
    assert.equal(opensOn("2026-12-16", { ...rule, kind: "weekly", weekday }), opens);
  }
});

test("of an office only what is different is sent, and each slip is told", () => {
  const { wanted, wrong } = readSettings(ANSWERS, tidy);
  assert.deepEqual([wrong, changedParts(SETTINGS, wanted)], [[], {}]);
  const other = readSettings({ ...ANSWERS, directions: "Angkot 07", priority: " Loket 1 ", notice: "Parkir penuh", facilities: "kursi roda; ; musala", kind: "weekly", weekday: "4" }, tidy);
  assert.deepEqual(changedParts(SETTINGS, other.wanted), {
    details: { address: "Jl. Ahmad Yani 65", directions: "Angkot 07", priority: "Loket 1", notice: "Parkir penuh", facilities: ["kursi roda", "musala"] },
    release: { kind: "weekly", at: "08:00", days: 14, weekday: 4, window_minutes: 10 },
  });
  const slips = { phone: "telepon", facilities: "x".repeat(61), "lane-bap": "0", days: "35", weekday: "7", at: "24:00", window: "61" };
  for (const [field, typed] of Object.entries(slips)) {
    assert.deepEqual(readSettings({ ...ANSWERS, [field]: typed }, tidy).wrong, [field]);
  }
});

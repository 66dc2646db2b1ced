import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { pageAt, painted, visiting } from "./pages.js";
import { moving } from "../../website/lib/device/drafts.js";
import { t } from "../../website/lib/words/texts.js";
import { plusDays, today } from "../../website/lib/words/times.js";

const { show: day } = await pageAt("look/day.js");
const { show: month } = await pageAt("look/office.js");
const { show: every } = await pageAt("look/every.js");
const { mapLinks } = await pageAt("look/map.js");
const { lostSlot } = await pageAt("parts/refusal.js");

const ZONE = "Asia/Jakarta";
const DATE = plusDays(today(ZONE), 3);
const OFFICE = { office_id: "bandung", name: "Kantor Imigrasi Bandung", timezone: ZONE, latitude: -6.9, longitude: 107.6, province: "Jawa Barat", address: "Jalan Suci 5" };
const SLOT = { office_id: "bandung", office_name: OFFICE.name, timezone: ZONE, date: DATE, session: "morning", arrive_from: "09:01", arrive_until: "10:00" };
const session = (name, state, seats_left = 0, more = {}) => ({ session: name, arrive_from: "09:01", arrive_until: "10:00", state, seats_left, ...more });
const OPTION = { ...session("morning", "open", 7), office_id: "bogor", name: "Kantor Imigrasi Bogor", timezone: ZONE, date: DATE, distance_km: 80 };

/** Answer requests by their address: the office, its sessions on the day, those of its month, and what is around, in that week or later. */
function service({ sessions, month = [], around = [], later = around }) {
  answering();
  const asked = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (address, options) => {
    if (!address.startsWith("/api/")) return fetch(address, options);
    asked.push(address);
    if (address.startsWith("/api/availability?")) return Response.json({ options: address.includes("date=") ? around : later });
    if (address.startsWith("/api/offices/seats")) return Response.json({ people: 1, offices: [] });
    if (address === "/api/offices") return Response.json({ offices: [OFFICE] });
    if (!address.includes("/availability")) return Response.json({ office: OFFICE, details: {} });
    return Response.json({ office_id: "bandung", days: address.includes("from=") ? [{ date: DATE, sessions }] : month });
  };
  return asked;
}

beforeEach(async () => {
  begin();
  await speaking("id");
  globalThis.location = { origin: "https://antrean.invalid", pathname: "/" };
});

const dayPage = async () => painted((await day(visiting({ office_id: "bandung", date: DATE }))).content);

test("a day that is about to open does not say that there are no seats, where nothing else is near; a full one does", async () => {
  const opens_at = new Date(Date.now() + 300_000).toISOString();
  service({ sessions: [session("morning", "not_yet_open", 0, { opens_at })] });
  const soon = await dayPage();
  assert.ok(soon.includes(t("day.by_itself")));
  assert.ok(!soon.includes(t("alternatives.none")));
  service({ sessions: [session("morning", "full")] });
  assert.ok((await dayPage()).includes(t("alternatives.none")));
});

test("a refusal that names no other slot is looked up beside the page: other days of the office, and offices around", async () => {
  const lost = async (document) => painted(await lostSlot(SLOT, { code: "slot_full", ...document }, 1, async () => {}));
  const month = [{ date: plusDays(DATE, 9), sessions: [session("morning", "open", 9)] }];
  service({ sessions: [session("morning", "full")], month, around: [OPTION] });
  const found = await lost({ alternatives: [] });
  assert.ok(found.includes("Kantor Imigrasi Bandung") && found.includes("Kantor Imigrasi Bogor"));
  assert.ok(!found.includes(t("alternatives.none")));
  service({ sessions: [session("morning", "full")], later: [OPTION] });
  assert.ok((await lost({ alternatives: [] })).includes("Kantor Imigrasi Bogor"));
  service({ sessions: [session("morning", "full")] });
  assert.ok((await lost({ alternatives: [] })).includes(t("alternatives.none")));
  const asked = service({ sessions: [session("morning", "full")], month });
  assert.ok((await lost({ alternatives: [OPTION] })).includes("Kantor Imigrasi Bogor"));
  assert.deepEqual(asked.filter((address) => address.startsWith("/api/availability")), []);
});

test("beside a slot that opens soon nobody is sent away until tomorrow", async () => {
  service({ sessions: [session("morning", "not_yet_open")] });
  const opens_at = new Date(Date.now() + 300_000).toISOString();
  const found = painted(await lostSlot(SLOT, { code: "slot_not_yet_open", opens_at }, 1, async () => {}));
  assert.ok(!found.includes(t("alternatives.none")));
});

test("whoever moves a booking is offered the other session of its own day too", async () => {
  const sessions = [session("morning", "open", 9), session("afternoon", "open", 9)];
  const other = { ...SLOT, date: plusDays(DATE, 1) };
  moving.change({ from: other });
  service({ sessions: [session("morning", "full")], month: [{ date: other.date, sessions }] });
  const found = painted(await lostSlot(SLOT, { code: "slot_closed" }, 1, async () => {}));
  assert.equal(found.match(/ap-option"/g)?.length, 1);
});

test("of a slot that was closed the other session of its day is offered", async () => {
  const month = [{ date: DATE, sessions: [session("morning", "closed"), session("afternoon", "open", 9)] }];
  service({ sessions: month[0].sessions, month });
  const found = painted(await lostSlot(SLOT, { code: "slot_closed" }, 1, async () => {}));
  assert.equal(found.match(/ap-option"/g)?.length, 1);
});

test("a day that opens later is one link away in the month of its office, beside its reminder", async () => {
  const opens_at = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const open = { date: plusDays(DATE, -1), sessions: [session("morning", "open", 9)] };
  service({ sessions: [], month: [open, { date: DATE, sessions: [session("morning", "not_yet_open", 0, { opens_at })] }] });
  const found = painted((await month(visiting({ office_id: "bandung" }))).content);
  assert.equal(found.match(new RegExp(`href=/kantor/bandung/${DATE}[ >]`, "g"))?.length, 1);
  assert.ok(found.includes(t("office.remind")));
});

test("the list of all offices has their addresses, as they told them", async () => {
  service({ sessions: [] });
  assert.ok(painted((await every(visiting())).content).includes('lang="id">Jalan Suci 5<'));
});

test("an office is looked for on a map: by geo:, on an iPhone by the address that its program opens, near the office where that is known", () => {
  const links = (...office) => [...painted(mapLinks(...office)).matchAll(/href=(\S+)>/g)].map(([, address]) => address);
  const web = "https://www.openstreetmap.org/search?query=Kanim%20A%26B";
  assert.deepEqual(links("Kanim A&B"), ["geo:0,0?q=Kanim%20A%26B", web]);
  assert.deepEqual(links("Kanim A&B", OFFICE), ["geo:-6.9,107.6?q=Kanim%20A%26B", `${web}#map=14/-6.9/107.6`]);
  Object.defineProperty(globalThis, "navigator", { value: { standalone: false }, configurable: true });
  assert.equal(links("Kanim A&B")[0], "https://maps.apple.com/?q=Kanim%20A%26B");
  assert.equal(links("Kanim A&B", OFFICE)[0], "https://maps.apple.com/?q=Kanim%20A%26B&sll=-6.9,107.6");
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
});

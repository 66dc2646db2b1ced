import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, speaking } from "./browser.js";
import { reminder } from "../../website/lib/device/reminder.js";

const OPENING = { office: "Kantor Imigrasi Bogor", date: "2026-12-08", opens_at: "2026-12-01T01:00:00Z", address: "https://antrean.invalid/kantor/bogor/2026-12-08" };
const fileOf = (opening) => decodeURIComponent(reminder({ ...OPENING, ...opening }).replace(/^data:text\/calendar;charset=utf-8,/, ""));
/** The properties of a file, each in one line again (RFC 5545, 3.1). */
const propertiesOf = (file) => file.replaceAll("\r\n ", "").trimEnd().split("\r\n");

beforeEach(async () => {
  begin();
  await speaking("id");
});

test("a reminder is an event of half an hour at the opening, with an alarm before it and the way there", () => {
  const properties = propertiesOf(fileOf({}));
  for (const property of ["DTSTART:20261201T010000Z", "DTEND:20261201T013000Z", "TRIGGER:-PT10M", `URL:${OPENING.address}`, "SUMMARY:Kuota Antrean Paspor dibuka: Kantor Imigrasi Bogor"]) {
    assert.ok(properties.includes(property), property);
  }
  assert.deepEqual([properties[0], properties.at(-1)], ["BEGIN:VCALENDAR", "END:VCALENDAR"]);
});

test("a reminder is published, and says when it was made", () => {
  const properties = propertiesOf(fileOf({}));
  assert.ok(properties.includes("METHOD:PUBLISH"));
  const [stamp = "", modified = ""] = ["DTSTAMP:", "LAST-MODIFIED:"].map((name) => properties.find((each) => each.startsWith(name))?.slice(name.length));
  assert.match(stamp, /^\d{8}T\d{6}Z$/);
  assert.equal(modified, stamp);
});

test("no line is longer than 75 octets, and all end as the format wants it", () => {
  const file = fileOf({ office: "Kantor Imigrasi ".repeat(12), address: `${OPENING.address}?${"a".repeat(200)}` });
  assert.ok(file.endsWith("\r\n"));
  for (const line of file.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(!/[\r\n]/.test(line));
  }
});

test("a name cannot end its property: neither by a mark of the format nor by the end of a line", () => {
  const office = "Bogor; Barat, \\ Kota\r\nATTACH:https://elsewhere.invalid/\nX:1\rY:2";
  const properties = propertiesOf(fileOf({ office }));
  assert.equal(properties.length, propertiesOf(fileOf({})).length);
  assert.ok(properties.includes("SUMMARY:Kuota Antrean Paspor dibuka: Bogor\\; Barat\\, \\\\ Kota ATTACH:https://elsewhere.invalid/ X:1 Y:2"));
});

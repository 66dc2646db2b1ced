import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NAMES } from "../../website/lib/places/names.js";
import { officesOf, slips } from "../../website/lib/places/search.js";

const [, ...lines] = readFileSync(new URL("../../data/offices.csv", import.meta.url), "utf8").trim().split("\n");
const OFFICES = lines.map((line) => {
  const [office_id, name, province, timezone, latitude, longitude] = line.split(",");
  return { office_id, name, province, timezone, latitude: Number(latitude), longitude: Number(longitude) };
});
const found = (typed) => officesOf(typed, OFFICES).map(({ office_id }) => office_id);

/** What people type, and the office that they mean; where two are as near, both. */
const QUERIES = {
  surabya: ["surabaya"],
  makasar: ["makassar"],
  jogja: ["yogyakarta"],
  solo: ["surakarta"],
  jkt: ["jakarta-pusat"],
  cengkareng: ["soekarno-hatta", "jakarta-barat"],
  bandara: ["soekarno-hatta"],
  sidoarjo: ["surabaya"],
  tulungagung: ["blitar", "kediri"],
  "kanim bandung": ["bandung"],
  tangsel: ["tangerang"],
  jaksel: ["jakarta-selatan"],
  palangkaraya: ["palangka-raya"],
  purwokerto: ["cilacap"],
  lombok: ["mataram"],
  kuta: ["ngurah-rai"],
  "ujung pandang": ["makassar"],
  "kota bekasi": ["bekasi"],
  Gresik: ["tanjung-perak", "surabaya"],
  "imigrasi depok": ["depok"],
  "kab. bogor": ["bogor"],
  bukittinggi: ["agam"],
  garut: ["tasikmalaya", "bandung"],
  "batam center": ["batam"],
  semarng: ["semarang"],
  "Banjar baru": ["banjarmasin"],
  flores: ["labuan-bajo", "maumere"],
  timika: ["mimika"],
  kudus: ["pati"],
  "pekan baru": ["pekanbaru"],
};

/** The aim is 28 of them; all do. */
test("each of 30 natural queries finds the right office first", () => {
  const wrong = Object.entries(QUERIES).filter(([typed, meant]) => !meant.includes(found(typed)[0]));
  assert.equal(Object.keys(QUERIES).length, 30);
  assert.deepEqual(wrong.map(([typed]) => [typed, found(typed).slice(0, 3)]), []);
});

test("every office is found by its whole name, by what it is called, and by a beginning of that", () => {
  for (const { office_id, name } of OFFICES) {
    const short = name.replace("Kantor Imigrasi ", "");
    assert.equal(found(name)[0], office_id);
    assert.equal(found(short.toUpperCase())[0], office_id);
    assert.ok(found(short.slice(0, 5)).includes(office_id), short.slice(0, 5));
  }
});

test("a slip in the name of an office finds it: a letter left out, doubled, changed, or swapped with the next", () => {
  const missed = [];
  for (const { office_id, name } of OFFICES) {
    const short = name.replace("Kantor Imigrasi ", "").toLowerCase();
    if (short.length < 6) continue;
    const slipped = [short.slice(0, 3) + short.slice(4), short.slice(0, 3) + short[2] + short.slice(3), `${short.slice(0, 3)}x${short.slice(4)}`];
    slipped.push(short.slice(0, 3) + short[4] + short[3] + short.slice(5));
    for (const typed of slipped) if (!found(typed).slice(0, 2).includes(office_id)) missed.push([typed, found(typed)]);
  }
  assert.deepEqual(missed, []);
});

test("a province finds its offices and no others; a name that is one of several is that one alone", () => {
  assert.deepEqual(found("Bali").sort(), ["denpasar", "ngurah-rai", "singaraja"]);
  assert.equal(found("jawa timur").length, OFFICES.filter(({ province }) => province === "Jawa Timur").length);
  assert.deepEqual(found("barat daya"), ["sorong"]);
  assert.deepEqual(found("solo"), ["surakarta"]);
  assert.deepEqual(found("jakarta"), ["jakarta-pusat", "jakarta-utara", "jakarta-barat", "jakarta-selatan", "jakarta-timur", "tanjung-priok"]);
});

test("two slips are forgiven in a long name, one in a short one, and none in three letters", () => {
  assert.deepEqual(found("banjrmasn"), ["banjarmasin"]);
  assert.deepEqual(found("mdeen"), []);
  assert.deepEqual(found("palx"), ["palu"]);
  assert.deepEqual(found("jkx"), []);
});

test("nothing typed, or only words that every office has, means all; what is like nothing finds nothing", () => {
  assert.equal(found("").length, OFFICES.length);
  assert.equal(found(" kantor imigrasi ").length, OFFICES.length);
  assert.deepEqual(found("atlantis"), []);
  assert.deepEqual(found("xyz"), []);
});

test("the other names are of offices that there are, each name of one office alone", () => {
  const names = NAMES.trim().split("\n").map((line) => line.split(" ")[0]);
  assert.deepEqual(names.filter((id) => !OFFICES.some(({ office_id }) => office_id === id)), []);
  assert.equal(new Set(names).size, names.length);
  const others = NAMES.trim().split("\n").flatMap((line) => line.slice(line.indexOf(" ") + 1).split(","));
  assert.deepEqual(others.filter((each, index) => others.indexOf(each) !== index), []);
  assert.deepEqual(others.filter((each) => each !== each.trim().toLowerCase() || !each), []);
});

test("slips are counted: a swap of two letters is one", () => {
  assert.deepEqual([slips("makasar", "makassar"), slips("surabya", "surabaya"), slips("mdean", "medan"), slips("a", "abc"), slips("", "ab"), slips("solo", "solo")], [1, 1, 1, 2, 2, 0]);
});

test("every province finds all of its offices, by its name and by what people write for it", () => {
  for (const province of new Set(OFFICES.map((office) => office.province))) {
    const missed = OFFICES.filter((office) => office.province === province && !found(province).includes(office.office_id));
    assert.deepEqual(missed.map(({ office_id }) => office_id), [], province);
  }
  const short = { jabar: "Jawa Barat", jateng: "Jawa Tengah", jatim: "Jawa Timur", sumbar: "Sumatera Barat", kepri: "Kepulauan Riau", kalteng: "Kalimantan Tengah", sulsel: "Sulawesi Selatan", ntt: "Nusa Tenggara Timur", babel: "Kepulauan Bangka Belitung" };
  for (const [typed, province] of Object.entries(short)) {
    assert.deepEqual(found(typed).sort(), OFFICES.filter((office) => office.province === province).map(({ office_id }) => office_id).sort(), typed);
  }
});

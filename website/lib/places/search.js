// Which office somebody means who types a place: by its name, a part of it, another name of it, its province, or a slip of the
// keyboard. All of it happens here, so that results come while somebody types.

import { NAMES } from "./names.js";

/** @typedef {import("../requests/offices.js").Office} Office */

/** Words that every office has, or that only say what kind of place is meant. */
const EMPTY = new Set(["kantor", "imigrasi", "kanim", "immigration", "office", "kelas", "tpi", "non", "kota", "kab", "kabupaten", "provinsi", "di", "i", "ii", "iii"]);
/** How near a name is to what was typed: the first kind that there is leaves out all others. */
const SAME = 0;
const BEGINS = 1;
const WORD_BEGINS = 2;
const SLIP = 3;
/** A name of the province counts for less than the same of the office. */
const PROVINCE = 0.5;
const NOT_AT_ALL = Infinity;
/** What people write for provinces. */
const PROVINCES = new Map(
  "diy yogyakarta,dki jakarta,jabar jawa barat,jateng jawa tengah,jatim jawa timur,sumut sumatera utara,sumbar sumatera barat,sumsel sumatera selatan,kepri kepulauan riau,babel bangka belitung,kalbar kalimantan barat,kalteng kalimantan tengah,kalsel kalimantan selatan,kaltim kalimantan timur,kaltara kalimantan utara,sulut sulawesi utara,sulteng sulawesi tengah,sulsel sulawesi selatan,sultra sulawesi tenggara,sulbar sulawesi barat,ntb nusa tenggara barat,ntt nusa tenggara timur,malut maluku utara,pabar papua barat,nad aceh"
    .split(",")
    .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
);
/** From how many letters on one slip is forgiven, and two. */
const ONE_SLIP = 4;
const TWO_SLIPS = 7;

/** Other names by the id of the office. */
const OTHERS = new Map(
  NAMES.trim()
    .split("\n")
    .map((line) => {
      const end = line.indexOf(" ");
      return [line.slice(0, end), line.slice(end + 1).split(",")];
    }),
);

/**
 * The offices that are meant, the most likely first; all of them where nothing is typed, and none where nothing is like it.
 *
 * @param {string} typed
 * @param {Office[]} offices
 */
export function officesOf(typed, offices) {
  const wanted = PROVINCES.get(plain(typed)) ?? plain(typed);
  if (!wanted) return offices;
  const ranked = offices.map((office) => ({ office, far: distanceTo(wanted, office) }));
  const nearest = Math.min(...ranked.map(({ far }) => far));
  // a name may be that of a province too; of what only begins like this, all is shown
  const most = PROVINCE + (nearest < BEGINS ? SAME : nearest < SLIP ? WORD_BEGINS : nearest - PROVINCE);
  return ranked
    .filter(({ far }) => far <= most && far < NOT_AT_ALL)
    .sort((one, other) => one.far - other.far)
    .map(({ office }) => office);
}

/**
 * How far apart two names are that people type: the fewest letters that are added, left out, changed or swapped with the next.
 *
 * @param {string} one
 * @param {string} other
 */
export function slips(one, other) {
  let [before, last] = [/** @type {number[]} */ ([]), Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        Number(last[column]) + 1,
        Number(next[column - 1]) + 1,
        Number(last[column - 1]) + (same ? 0 : 1),
        swapped ? Number(before[column - 2]) + 1 : NOT_AT_ALL,
      );
    }
    [before, last] = [last, next];
  }
  return Number(last[other.length]);
}

/**
 * @param {string} wanted
 * @param {Office} office
 */
function distanceTo(wanted, { office_id, name, province }) {
  const names = [plain(name), ...(OTHERS.get(office_id) ?? [])];
  return Math.min(PROVINCE + distance(wanted, plain(province)), ...names.map((each) => distance(wanted, each)));
}

/**
 * @param {string} wanted
 * @param {string} name
 */
function distance(wanted, name) {
  const [typed, whole] = [joined(wanted), joined(name)];
  if (typed === whole) return SAME;
  if (whole.startsWith(typed)) return BEGINS;
  const words = name.split(" ");
  if (wanted.split(" ").every((word) => words.some((each) => each.startsWith(word)))) return WORD_BEGINS;
  const most = typed.length >= TWO_SLIPS ? 2 : typed.length >= ONE_SLIP ? 1 : 0;
  // what is typed may be the beginning of the name, of one letter more or less
  const found = Math.min(...[-1, 0, 1].map((more) => slips(typed, whole.slice(0, typed.length + more))), slips(typed, whole));
  return found <= most ? SLIP + found + (Math.abs(whole.length - typed.length) > 1 ? 0.5 : 0) : NOT_AT_ALL;
}

/**
 * A name without capitals, signs, and words that do not tell offices apart.
 *
 * @param {string} text
 */
function plain(text) {
  const words = text.normalize("NFD").toLowerCase().replace(/[\u0300-\u036f]/g, "").split(/[^a-z0-9]+/);
  return words.filter((word) => word && !EMPTY.has(word)).join(" ");
}

/** @param {string} text */
function joined(text) {
  return text.replaceAll(" ", "");
}

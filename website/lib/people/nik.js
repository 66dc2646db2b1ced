// The NIK: its form, and whether it agrees with a birth date. The API judges by the same rules (`antrean.people.nik`).

import { instantOf, now } from "../base/clock.js";
import { compact } from "../base/text.js";
import { t } from "../words/texts.js";
import { dateValue } from "../words/times.js";

/** What is added to the day of birth in a woman's NIK. */
const FEMALE = 40;
/** The codes of the provinces: `data/provinces.csv` of the API. */
const PROVINCE = /^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6])/;

/**
 * A NIK as its 16 digits, or null if it can be none. Blanks, points, hyphens and what nobody sees are left out.
 *
 * @param {string} text
 */
export function nikDigits(text) {
  const digits = compact(text);
  const form = /^\d{16}$/.test(digits) && PROVINCE.test(digits) && !/^..(?:00|..00)/.test(digits) && !digits.endsWith("0000");
  return form && possible(digits.slice(6, 12)) ? digits : null;
}

/** How many digits a NIK has. */
const LENGTH = 16;

/**
 * What is wrong with a text that can be no NIK: that there is no number, how many digits are there, or that no NIK has these.
 *
 * @param {string} text
 */
export function nikError(text) {
  const { length: count } = compact(text);
  if (!/^\d+$/.test(compact(text))) return t("nik.form");
  if (count === LENGTH) return t("nik.wrong");
  return t(count < LENGTH ? "nik.short" : "nik.long", { count });
}

/**
 * Whether a date of birth, as it stands in a NIK, is one of this century or of the last.
 *
 * @param {string} written DDMMYY
 */
function possible(written) {
  const [day = 0, month = 0, year = 0] = written.match(/../g)?.map(Number) ?? [];
  return [1900, 2000].some((century) => {
    const date = new Date(Date.UTC(century + year, month - 1, day > FEMALE ? day - FEMALE : day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === (day > FEMALE ? day - FEMALE : day);
  });
}

/**
 * Whether the date in a NIK is this birth date.
 *
 * @param {string} nik 16 digits
 * @param {string} birthDate YYYY-MM-DD
 */
export function agrees(nik, birthDate) {
  const [year, month, day] = birthDate.split("-").map(Number);
  const written = Number(nik.slice(6, 8));
  return (
    (written > FEMALE ? written - FEMALE : written) === day &&
    Number(nik.slice(8, 10)) === month &&
    Number(nik.slice(10, 12)) === Number(year) % 100
  );
}

/**
 * The year of birth in a NIK, once the day and the month that were answered are the NIK's; empty before and otherwise. A NIK
 * has two digits of it: the last such year that has come is meant, and whoever is a hundred years old corrects it.
 *
 * @param {Record<string, unknown>} given the answers of a form with `nik` and the three parts of `birth_date`
 */
export function yearInNik(given) {
  const nik = nikDigits(String(given.nik ?? ""));
  if (!nik) return "";
  const today = instantOf(now()).slice(0, 10);
  const present = Number(today.slice(0, 4));
  const last = present - ((present - Number(nik.slice(10, 12))) % 100);
  const dates = [last, last - 100].map((year) => dateValue("birth_date", { ...given, "birth_date-year": String(year) }));
  const date = dates.find((each) => each && each <= today && agrees(nik, each));
  return date?.slice(0, 4) ?? "";
}

/**
 * A NIK as it is shown: its last four digits.
 *
 * @param {string} nik
 */
export function masked(nik) {
  return `•••• •••• •••• ${nik.slice(-4)}`;
}

// The NIK: its form, and whether it agrees with a birth date. The API judges by the same rules (`antrean.people.nik`).

import { compact } from "../base/text.js";
import { t } from "../words/texts.js";

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
 * A NIK as it is shown: its last four digits.
 *
 * @param {string} nik
 */
export function masked(nik) {
  return `•••• •••• •••• ${nik.slice(-4)}`;
}

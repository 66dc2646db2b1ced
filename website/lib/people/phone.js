// Telephone numbers as people write them. The API reads the same ones (`antrean.people.phone`, which says why it is so).

import { compact } from "../base/text.js";

const INDONESIA = "62";
const MOBILE = "8[1-35-9]\\d{7,10}";
/** The area codes of Indonesia, and how long a number is behind each. */
const FIXED =
  "2[14]\\d{7,8}|22\\d{6,8}|[36]1\\d{5,8}|619\\d{8}" +
  "|(?:2(?:[35][1-4]|6[0-8]|7[1-6]|8\\d|9[1-8])|3(?:[25][1-8]|3[1-68]|4[1-3]|6[1-3568]|7[0-469]|8\\d)" +
  "|4(?:0[1-589]|1[01347-9]|2[0-36-8]|3[0-24-68]|43|5[1-378]|6[1-5]|7[134]|8[1245])" +
  "|5(?:1[1-35-9]|2[25-8]|3[124-9]|4[1-3589]|5[1-46]|6[1-8])|6(?:[25]\\d|3[1-69]|4[1-6])" +
  "|7(?:02|[125][1-9]|[36]\\d|4[1-8]|7[0-36-9])|9(?:0[12]|1[013-8]|2[0-479]|5[125-8]|6[23679]|7[159]|8[01346]))\\d{5,8}";
/** The country codes in use. */
const COUNTRIES =
  "1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[12368]|22\\d|23\\d|24\\d|25[0-8]|26\\d" +
  "|29[01789]|35\\d|37[0-8]|38[0-35-79]|42[013]|50\\d|59\\d|67[02-9]|68[0-35-9]|69[0-2]|80[08]|85[02356]" +
  "|87[08]|88[0-368]|96[0-8]|97[0-79]|99[2-68]";
/** Countries whose numbers begin with a 0 that belongs to them. */
const ZERO_IS_DIALLED = ["39", "225", "229", "241", "242", "378"];

const NATIONAL = new RegExp(`^(?:${MOBILE}|${FIXED})$`);
const BARE = new RegExp(`^${MOBILE}$`);
const ABROAD = new RegExp(`^(${COUNTRIES})(\\d+)$`);
/** Digits of a number with its country code. */
const SHORTEST = 7;
const LONGEST = 15;

/**
 * The one number (E.164) that somebody means, or null if it is none or may be two.
 *
 * @param {string} written
 */
export function phoneNumber(written) {
  const number = compact(written).replace(/[()/]/g, "");
  if (number.startsWith("+")) return international(number.slice(1));
  // 001, 007, 008 and 009 are operators' codes in Indonesia, and elsewhere 00 and a country code begin so
  if (/^00(?![1789])/.test(number)) return international(number.slice(2));
  if (number.startsWith(INDONESIA)) return indonesian(number.slice(2).replace(/^0/, ""));
  if (number.startsWith("0") || BARE.test(number)) return indonesian(number.replace(/^0/, ""));
  return null;
}

/** @param {string} national */
function indonesian(national) {
  return NATIONAL.test(national) ? `+${INDONESIA}${national}` : null;
}

/** @param {string} number */
function international(number) {
  const [, country = "", rest = ""] = ABROAD.exec(number) ?? [];
  const national = ZERO_IS_DIALLED.includes(country) ? rest : rest.replace(/^0/, "");
  if (country === INDONESIA) return indonesian(national);
  const digits = country.length + national.length;
  const good = country && digits >= SHORTEST && digits <= LONGEST && (ZERO_IS_DIALLED.includes(country) || !national.startsWith("0"));
  return good ? `+${country}${national}` : null;
}

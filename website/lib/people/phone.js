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
/** Digits that numbers have behind each country code, one hexadecimal figure a length. */
const PLANS =
  "45:290;4567:690;456789ab:352;456789abc:598;456789abcd:43 49;4567a:98;47:683;5:500 " +
  "682;56:247;567:688;5678:386;56789a:27 64;56789ab:31;56789abc:358 971;56789ac:61;56789b:852;567a:685;5689abcd:82;57:676" +
  " 677 678;58:47 686;6:298 299 672 687;67:597;6789:252 355;6789a:48 95 880;6789ab:375 595;6789abc:39 " +
  "381;6789ac:46;6789c:359;678a:53;679:421;689:376 689;689abcd:63;69:40 508 681;7:238 239 246 248 269 291 297 592 673 674" +
  " 680 691 692;78:241 599 670 675 853 961 965 975;789:231 385 967 968;789a:84 243 254 353;789ab:886;789abc:86 882 " +
  "972;789abcd:62;789b:974;78a:230 267 372;78ab:507;78b:503;79:220 245 265 354 423;79a:44 263;7a:960;7acd:90;7b:501 " +
  "679;8:45 216 222 223 226 227 228 232 235 236 253 257 266 350 356 357 370 371 373 374 389 505 509 800 808 973 993;89:32" +
  " 36 51 213 224 233 237 250 258 264 268 377 382 387 591 962 963;89a:20 60 855 856 964 970 976;89ab:55 593;89abc:92 383 " +
  "883;89abcd:81 91;89ad:66;8a:229 378 506 850;8ab:57 65 977;8b:502 504;9:33 34 93 94 211 212 218 221 240 242 244 249 251" +
  " 255 256 260 261 262 351 590 594 596 979 992 994 995 998;9a:380 881 966 996;9ab:56;9abc:420;9c:41 870;a:1 52 58 " +
  "225;ab:54;abc:30 234;ae:7;b:888;c:878";
/** What is dialled before a number within its country, where that is not a 0.
 * @type {Record<string, string>} */
const PREFIXES = {
  1: "1",
  7: "8",
  36: "06",
  57: "0(?:[3579]|4(?:[14]4|56))?(?=(?:\\d{8}|\\d{10})$)",
  82: "0(?:8(?:[1-46-8]|5\\d\\d))?",
  370: "[08]",
  375: "(?:80?|0)(?=[1-9]\\d{8}$)",
  692: "1",
  993: "8",
  ...Object.fromEntries([39, 225, 229, 241, 242, 378].map((country) => [country, ""])),
};

const NATIONAL = new RegExp(`^(?:${MOBILE}|${FIXED})$`);
const BARE = new RegExp(`^${MOBILE}$`);

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
  if (!/^\d+$/.test(number)) return null;
  for (const plan of PLANS.split(";")) {
    const [lengths = "", codes = ""] = plan.split(":");
    const country = codes.split(" ").find((code) => number.startsWith(code));
    if (country) return abroad(country, number.slice(country.length), lengths);
  }
  return null;
}

/**
 * @param {string} country
 * @param {string} whole
 * @param {string} lengths
 */
function abroad(country, whole, lengths) {
  if (country === INDONESIA) return indonesian(whole.replace(/^0/, ""));
  const prefix = PREFIXES[country] ?? "0";
  const national = [whole.replace(new RegExp(`^${prefix}`), ""), whole].find(
    (each) => lengths.includes(each.length.toString(16)) && !(prefix && each.startsWith("0")),
  );
  return national ? `+${country}${national}` : null;
}

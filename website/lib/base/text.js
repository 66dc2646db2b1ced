// Text as people type and paste it: what nobody can see is taken out before anything is judged. The API cleans by the
// same rules (`antrean.base.text`); tests/unit/test_website_rules.py compares both.

/** White space besides the blank, without what ends a line on a keyboard. */
const SPACES = "\\t\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const JOINERS = "\\u200c\\u200d";
/** What has no picture of its own, without the two joiners. */
const INVISIBLE =
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164" +
  "\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\u{e0000}-\\u{e0fff}";
/** Hyphens, dashes and the minus, which look like the hyphen of a keyboard. */
const HYPHENS = "\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d";
/** Scripts from the Arabic to the Khmer: what stands there may be written otherwise with a joiner than without. */
const WRITING = "\\u0600-\\u0f0a\\u0f0c-\\u17ff";

const BETWEEN = new RegExp(`[ \\n\\v\\f\\r${SPACES}${INVISIBLE}${JOINERS}${HYPHENS}.\\-]`, "gu");
const UNSEEN = new RegExp(`[${INVISIBLE}]`, "gu");
const SPACE = new RegExp(`[${SPACES}]`, "gu");
const HYPHEN = new RegExp(`[${HYPHENS}]`, "gu");
const JOINER = new RegExp(`([${WRITING}][${JOINERS}])(?=[${WRITING}])|[${JOINERS}]`, "gu");

/**
 * What can be seen of a text: nothing invisible, and a blank for each other space. A joiner stays between two letters of
 * a script that needs it.
 *
 * @param {string} text
 */
export function seen(text) {
  return text.replace(UNSEEN, "").replace(SPACE, " ").replace(JOINER, "$1");
}

/**
 * What can be seen of a text, normalised (NFC), with single blanks and none at its ends.
 *
 * @param {string} text
 */
export function tidy(text) {
  let tidied = seen(text).normalize("NFC");
  // other marks stand before the joiners now
  if (seen(tidied) !== tidied) tidied = tidied.replace(/[\u200c\u200d]/g, "").normalize("NFC");
  return tidied.replace(/ {2,}/g, " ").replace(/^ | $/g, "");
}

/**
 * A text with the hyphen of a keyboard in place of every other hyphen, dash and minus.
 *
 * @param {string} text
 */
export function withPlainHyphens(text) {
  return text.replace(HYPHEN, "-");
}

/**
 * A number or a code without the blanks, points, hyphens and invisible characters between its characters.
 *
 * @param {string} text
 */
export function compact(text) {
  return text.replace(BETWEEN, "");
}

// A person's name: what it may be written with. The API judges by the same rules (`antrean.people.name`).

import { LONGEST_NAME, MOST_MARKS, MOST_NAME_DIGITS } from "../base/rules.js";
import { tidy, withPlainHyphens } from "../base/text.js";
import { t } from "../words/texts.js";

/** Blocks of the scripts in use, with the forms that files and keyboards give letters, and blocks of marks. */
const IN_USE =
  "\\u0041-\\u02ff\\u0370-\\u058f\\u05d0-\\u05f4\\u0620-\\u07b1\\u08a0-\\u10ff\\u1200-\\u139f\\u1780-\\u17ff\\u1a00-\\u1a1f\\u1b00-\\u1bff" +
  "\\u1e00-\\u1fff\\u2c60-\\u2c7f\\u2d80-\\u2ddf\\u3005\\u3041-\\u30ff\\u3105-\\u312f\\u3400-\\u9fff\\ua720-\\ua7ff\\ua930-\\ua95f" +
  "\\ua980-\\ua9df\\uaa60-\\uaa7f\\uab30-\\uab6f\\uac00-\\ud7a3\\uf900-\\ufdff\\ufe70-\\ufefc\\uff21-\\uffdc\\u{20000}-\\u{323af}" +
  "\\u0300-\\u036f\\u0591-\\u05c7\\u0610-\\u061a";
const LETTER = `(?=[${IN_USE}])\\p{L}`;
const MARK = `(?=[${IN_USE}])\\p{M}`;
const JOINER = "[\\u200c\\u200d]?";
const SIGN = "[0-9 '\\u2018\\u2019\\u201b`\\u00b4\".,\\/()&\\u00b7\\u0f0b\\u30fb\\-]";

const FORM = new RegExp(`^(?:${LETTER}${JOINER}(?:${MARK}${JOINER}){0,${MOST_MARKS}}|${SIGN})+$`, "u");
const WEB_ADDRESS =
  /www\.|[^ ]\.[^ .,]{2,}\/|[^ ]\.(?:com|net|org|info|biz|xyz|top|app|dev|link|site|online|shop|store|live|club|vip|click|asia|id|co|io|me|ly|gl|gd|gg|cc|tk|ml|cf|gq|pw|ru|cn|su|uk|eu|tv)(?![a-z])/iu;
const TITLE = /\.(?:Id|Co|Me|Ly)(?![A-Za-z/])/g;

/**
 * A name as it is kept, or null if it can be none.
 *
 * @param {string} written
 */
export function personName(written) {
  const name = tidy(withPlainHyphens(written));
  const good =
    FORM.test(name) &&
    /\p{L}/u.test(name) &&
    [...name].length <= LONGEST_NAME &&
    (name.match(/\d/g) ?? []).length <= MOST_NAME_DIGITS &&
    !WEB_ADDRESS.test(name.normalize("NFKC").replace(TITLE, ""));
  return good ? name : null;
}

/**
 * What is wrong with a text that can be no name: that it is too long, and else what is told of any.
 *
 * @param {string} written
 * @param {string} otherwise
 */
export function nameError(written, otherwise) {
  return [...tidy(written)].length > LONGEST_NAME ? t("person.full_name_long", { count: LONGEST_NAME }) : otherwise;
}

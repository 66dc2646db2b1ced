// Passwords: which ones can be chosen, and how they are then hashed (`Password` of `antrean.proofs.fields`).

import { LONGEST_PASSWORD, PASSWORD_PADDING, SHORTEST_PASSWORD } from "../base/rules.js";
import { t } from "../words/texts.js";
import { COMMON } from "./common.js";

const LONGEST_UNIT = 4;

/**
 * A new password as it is hashed, or null if it cannot be chosen.
 *
 * @param {string} typed
 */
export function newPassword(typed) {
  const password = typed.normalize("NFKC");
  const { length } = [...password];
  const good = length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD && !/^\p{White_Space}|\p{White_Space}$|\p{Cc}/u.test(password);
  return good && !isCommon(password) ? password : null;
}

/**
 * What is wrong with a password that cannot be chosen: that there is none, how many characters are there, that it is one of
 * those that are tried first, or how it is written.
 *
 * @param {string} [typed]
 * @param {string} [field] where it was typed
 */
export function passwordError(typed = "", field = "password") {
  const { length: count } = [...typed.normalize("NFKC")];
  const few = count ? t("password.short", { count }) : t("password.missing");
  return { field, message: count < SHORTEST_PASSWORD ? few : t(isCommon(typed) ? "password.common" : "sign_up.sandi.error") };
}

/**
 * Whether a password that is long enough is one of those that are tried first (`antrean.proofs.passwords`).
 *
 * @param {string} password
 */
export function isCommon(password) {
  const small = password.normalize("NFKC").toLowerCase().replaceAll(" ", "");
  const parts = [small, small.replace(/^[^a-z]+|[^a-z]+$/g, ""), small.replace(/^[^0-9]+|[^0-9]+$/g, "")];
  return parts.some((part) => part && [...small].length - [...part].length <= PASSWORD_PADDING && (COMMON.has(part) || isRow(part)));
}

/**
 * Whether a text repeats a few characters, or counts up or down.
 *
 * @param {string} text
 */
function isRow(text) {
  const characters = [...text];
  for (let unit = 1; unit <= Math.min(LONGEST_UNIT, characters.length - 1); unit += 1) {
    if (characters.every((character, index) => character === characters[index % unit])) return true;
  }
  const digits = /^[0-9]+$/.test(text);
  const steps = new Set(characters.slice(1).map((character, index) => step(characters[index] ?? "", character, digits)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}

/**
 * How far one character is from the one before it. The row of digits on a keyboard ends with 0, so that 0 is the one after 9.
 *
 * @param {string} first
 * @param {string} second
 * @param {boolean} digits
 */
function step(first, second, digits) {
  const far = (second.codePointAt(0) ?? 0) - (first.codePointAt(0) ?? 0);
  if (!digits) return far;
  return (far + 10) % 10 === 1 ? 1 : ((far + 10) % 10) - 10;
}

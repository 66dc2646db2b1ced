// A password that is being chosen: what is wrong with it.

import { SHORTEST_PASSWORD } from "../../lib/base/rules.js";
import { isCommon } from "../../lib/people/password.js";
import { t } from "../../lib/words/texts.js";

/**
 * What is wrong with a password that cannot be chosen: how it is written, or that it is one of those that are tried first.
 *
 * @param {string} [typed]
 * @param {string} [field]
 */
export function passwordError(typed = "", field = "password") {
  return { field, message: t(typed.length >= SHORTEST_PASSWORD && isCommon(typed) ? "password.common" : "sign_up.sandi.error") };
}

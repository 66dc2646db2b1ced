// The reason of a change or a closing: a field, and what is wrong with what was typed.

import { textField } from "../../lib/forms/fields.js";
import { MOST_REASON_DIGITS } from "../../lib/base/rules.js";
import { tidy } from "../../lib/base/text.js";
import { t } from "../../lib/words/texts.js";
import { LONGEST_REASON } from "../account/rules.js";

/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */

/**
 * @param {string} hint
 * @param {string | undefined} value
 * @param {FieldError[]} [errors]
 */
export function reasonField(hint, value, errors) {
  return textField({ name: "reason", label: t("reason.label"), hint, value, errors, autocomplete: "off", maxlength: LONGEST_REASON });
}

/**
 * The reason as it is sent, and what is wrong with it.
 *
 * @param {string | undefined} typed
 * @returns {{reason: string, errors: FieldError[]}}
 */
export function readReason(typed) {
  const reason = tidy(typed ?? "");
  const digits = reason.match(/\p{Nd}/gu)?.length ?? 0;
  const wrong = !reason ? "missing" : digits > MOST_REASON_DIGITS ? "digits" : null;
  return { reason, errors: wrong ? [{ field: "reason", message: t(`reason.${wrong}`, { most: MOST_REASON_DIGITS }) }] : [] };
}

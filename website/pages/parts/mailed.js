// Mailed codes on pages: the field that asks for one, what a mail's link shows, and what a refusal of the code means.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { textField } from "../../lib/forms/fields.js";
import { whenLinked } from "../../lib/people/code.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */

/**
 * Fill the code in when the link of a mail is followed in the tab of this page. Returns what ends that.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 */
export function followLinks(visit) {
  return whenLinked((code) => void visit.update({ values: { code }, errors: [] }));
}

/**
 * @param {string | undefined} value
 * @param {FieldError[] | undefined} errors
 */
export function codeField(value, errors) {
  return textField({ name: "code", label: t("mailed.label"), hint: t("mailed.hint"), value, errors, autocomplete: "one-time-code", width: "govuk-input--width-10" });
}

/** The error of a code that is wrong, or too old. */
export function codeError() {
  return { field: "code", message: t("mailed.error") };
}

/**
 * What a page shows to whoever follows the link of a mail on a device that did not ask for it: the code, to be typed there.
 *
 * @param {string} code
 * @param {string} begin the address where one begins on this device
 */
export function elsewhere(code, begin) {
  return html`
    <p class="govuk-body">${t("mailed.elsewhere")}</p>
    <p class="govuk-heading-xl">${code}</p>
    <p class="govuk-body ap-alone"><a class="govuk-link" href=${begin}>${t("mailed.begin")}</a></p>
  `;
}

/**
 * The field that the API refuses, "password" or "code", or undefined where the error is another one.
 *
 * @param {unknown} error
 * @returns {"password" | "code" | undefined}
 */
export function refusedField(error) {
  if (!(error instanceof Problem) || error.code !== "validation_failed") return undefined;
  return error.document.errors?.[0]?.field === "password" ? "password" : "code";
}

// What is lost by what is about to be done.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** @param {string} lost */
export function warning(lost) {
  return html`
    <div class="govuk-warning-text">
      <span class="govuk-warning-text__icon" aria-hidden="true">!</span>
      <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">${t("cancel.warning")}</span> ${lost}</strong>
    </div>
  `;
}

// The summary of what is wrong with the answers, in GOV.UK Frontend's pattern: above the page, and where the focus goes.

import { html } from "/vendor/lit-html.js";
import { t } from "../words/texts.js";

/**
 * @typedef {object} FieldError
 * @property {string} field id of the field; "" for an error of no field
 * @property {string} message
 * @property {string} [href] the page where it can be corrected, if it is another one
 */

/**
 * What has to be corrected, each with a link to the place.
 *
 * @param {FieldError[]} errors
 */
export function errorSummary(errors) {
  return html`
    <div class="govuk-error-summary" role="alert" tabindex="-1">
      <h2 class="govuk-error-summary__title">${t("page.error_summary")}</h2>
      <div class="govuk-error-summary__body">
        <ul class="govuk-list govuk-error-summary__list">
          ${errors.map(({ field, message, href }) => {
            if (href) return html`<li><a href=${href}>${message}</a></li>`;
            return field
              ? html`<li><a href=${`#${field}`} @click=${(/** @type {Event} */ event) => focusField(event, field)}>${message}</a></li>`
              : html`<li>${message}</li>`;
          })}
        </ul>
      </div>
    </div>
  `;
}

/**
 * @param {Event} event
 * @param {string} field
 */
function focusField(event, field) {
  event.preventDefault();
  const element = document.getElementById(field);
  element?.closest(".govuk-form-group")?.scrollIntoView();
  element?.focus({ preventScroll: true });
}

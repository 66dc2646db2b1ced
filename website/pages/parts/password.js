// A password that can be looked at while it is typed: GOV.UK Frontend's own behaviour.

import { html } from "/vendor/lit-html.js";
import { PasswordInput } from "/vendor/govuk-frontend.min.js";
import { t } from "../../lib/texts.js";

/**
 * @param {object} field
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {boolean} [field.heading]
 * @param {import("../../lib/router.js").FieldError[]} [field.errors]
 * @param {"current-password" | "new-password"} field.autocomplete
 */
export function passwordField({ label, hint, heading, errors = [], autocomplete }) {
  const error = errors.find((each) => each.field === "password")?.message;
  const described = [hint && "password-hint", error && "password-error"].filter(Boolean).join(" ");
  const text = html`<label class=${heading ? "govuk-label govuk-label--l" : "govuk-label"} for="password">${label}</label>`;
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  // the page is painted at the end of the present task
  setTimeout(dress);
  return html`
    <div
      class="govuk-form-group govuk-password-input ${error ? "govuk-form-group--error" : ""}"
      data-module="govuk-password-input"
      data-i18n.show-password=${t("password.show")}
      data-i18n.hide-password=${t("password.hide")}
      data-i18n.show-password-aria-label=${t("password.show_label")}
      data-i18n.hide-password-aria-label=${t("password.hide_label")}
      data-i18n.password-shown-announcement=${t("password.shown")}
      data-i18n.password-hidden-announcement=${t("password.hidden")}
    >
      ${heading ? html`<h1 class="govuk-label-wrapper" tabindex="-1">${text}</h1>` : text}
      ${hint ? html`<div id="password-hint" class="govuk-hint">${hint}</div>` : ""}
      ${error ? html`<p id="password-error" class="govuk-error-message"><span class="govuk-visually-hidden">${t("page.error_title")}</span> ${error}</p>` : ""}
      <div class="govuk-input__wrapper govuk-password-input__wrapper">
        <input
          class="govuk-input govuk-password-input__input govuk-js-password-input-input ${error ? "govuk-input--error" : ""}"
          id="password"
          name="password"
          type="password"
          spellcheck="false"
          autocapitalize="none"
          autocomplete=${autocomplete}
          aria-describedby=${described}
        />
        <button type="button" class="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle" data-module="govuk-button" aria-controls="password" hidden>
          ${t("password.show")}
        </button>
      </div>
    </div>
  `;
}

/** Once the field is on the page, its button is given something to do. */
function dress() {
  const field = document.querySelector('[data-module="govuk-password-input"]:not([data-govuk-password-input-init])');
  if (field) {
    new PasswordInput(field);
  }
}

// A field for a password that can be shown while it is typed. GOV.UK Frontend's component hides it again when it is sent.

import { html } from "/vendor/lit-html.js";
import { t } from "../words/texts.js";

/**
 * @param {object} field
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {boolean} [field.heading]
 * @param {import("../frame/error_summary.js").FieldError[]} [field.errors]
 * @param {"current-password" | "new-password"} field.autocomplete
 */
export function passwordField({ label, hint, heading, errors = [], autocomplete }) {
  const error = errors.find((each) => each.field === "password")?.message;
  const described = [hint && "password-hint", error && "password-error"].filter(Boolean).join(" ");
  const text = html`<label class=${heading ? "govuk-label govuk-label--l" : "govuk-label"} for="password">${label}</label>`;
  return html`
    <div class="govuk-form-group govuk-password-input ${error ? "govuk-form-group--error" : ""}" data-module="govuk-password-input">
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
        <button
          type="button"
          class="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"
          aria-controls="password"
          aria-label=${t("password.show_label")}
          .textContent=${t("password.show")}
          hidden
        ></button>
      </div>
    </div>
  `;
}

/**
 * Make the button of the page's password field work, once the page is shown. Only pages with such a field load its script;
 * if that fails, the button stays hidden.
 */
export async function letPasswordBeSeen() {
  const { PasswordInput } = await import("/vendor/govuk-frontend.min.js").catch(() => ({ PasswordInput: null }));
  const root = document.querySelector(`[data-module="govuk-password-input"]:not([data-govuk-password-input-init])`);
  if (!PasswordInput || !root) return;
  document.body.classList.add("govuk-frontend-supported");
  new PasswordInput(root, {
    i18n: {
      showPassword: t("password.show"),
      hidePassword: t("password.hide"),
      showPasswordAriaLabel: t("password.show_label"),
      hidePasswordAriaLabel: t("password.hide_label"),
      passwordShownAnnouncement: t("password.shown"),
      passwordHiddenAnnouncement: t("password.hidden"),
    },
  });
}

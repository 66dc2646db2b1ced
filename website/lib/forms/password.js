// A field for a password that can be shown while it is typed, and is hidden again when it is sent.

import { html } from "/vendor/lit-html.js";
import { announce } from "../frame/frame.js";
import { t } from "../words/texts.js";

/**
 * @param {object} field
 * @param {string} [field.name] also its id
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {boolean} [field.heading]
 * @param {import("../frame/error_summary.js").FieldError[]} [field.errors]
 * @param {"current-password" | "new-password"} field.autocomplete
 */
export function passwordField({ name = "password", label, hint, heading, errors = [], autocomplete }) {
  const error = errors.find((each) => each.field === name)?.message;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  const text = html`<label class=${heading ? "govuk-label govuk-label--l" : "govuk-label"} for=${name}>${label}</label>`;
  return html`
    <div class="govuk-form-group govuk-password-input ${error ? "govuk-form-group--error" : ""}">
      ${heading ? html`<h1 class="govuk-label-wrapper" tabindex="-1">${text}</h1>` : text}
      ${hint ? html`<div id=${`${name}-hint`} class="govuk-hint">${hint}</div>` : ""}
      ${error ? html`<p id=${`${name}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">${t("page.error_title")}</span> ${error}</p>` : ""}
      <div class="govuk-input__wrapper govuk-password-input__wrapper">
        <input
          class="govuk-input govuk-password-input__input ${error ? "govuk-input--error" : ""}"
          id=${name}
          name=${name}
          type="password"
          spellcheck="false"
          autocapitalize="none"
          autocomplete=${autocomplete}
          aria-describedby=${described}
        />
        <button
          type="button"
          class="govuk-button govuk-button--secondary govuk-password-input__toggle"
          aria-controls=${name}
          aria-label=${t("password.show_label")}
          .textContent=${t("password.show")}
          hidden
        ></button>
      </div>
    </div>
  `;
}

/** Make the buttons of the page's password fields work, once the page is shown. */
export function letPasswordBeSeen() {
  for (const input of document.querySelectorAll(/** @type {"input"} */ (".govuk-password-input__input"))) {
    const button = input.parentElement?.querySelector("button");
    if (button) connect(input, button);
  }
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLButtonElement} button
 */
function connect(input, button) {
  /** @param {boolean} shown */
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = t(shown ? "password.hide" : "password.show");
    button.setAttribute("aria-label", t(shown ? "password.hide_label" : "password.show_label"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    show(shown);
    announce(t(shown ? "password.shown" : "password.hidden"));
  });
  input.form?.addEventListener("submit", () => show(false));
}

// Questions in GOV.UK Frontend's patterns: label, hint, error and field are connected, for screen readers too.

import { html, nothing } from "/vendor/lit-html.js";
import { t } from "../words/texts.js";

/** @typedef {import("../frame/error_summary.js").FieldError} FieldError */

/**
 * A field for a line of text.
 *
 * @param {object} field
 * @param {string} field.name also its id
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {string | undefined} [field.value]
 * @param {FieldError[]} [field.errors] those of the page, of which the field shows its own
 * @param {"text" | "email" | "tel" | "password" | "search"} [field.type]
 * @param {"numeric" | "text" | "email" | "tel"} [field.inputmode]
 * @param {string} [field.autocomplete]
 * @param {string} [field.width] a class such as "govuk-input--width-20"
 * @param {number} [field.maxlength]
 * @param {boolean} [field.heading] whether the label is the heading of the page
 * @param {boolean} [field.unkept] whether what is typed stays nowhere, because it is about somebody else than who types it
 */
export function textField(field) {
  const error = errorOf(field.name, field.errors);
  const label = html`<label class=${field.heading ? "govuk-label govuk-label--l" : "govuk-label"} for=${field.name}>${field.label}</label>`;
  return html`
    <div class=${group(error)}>
      ${field.heading ? html`<h1 class="govuk-label-wrapper" tabindex="-1">${label}</h1>` : label}
      ${hint(field.name, field.hint)} ${message(field.name, error)}
      <input
        class="govuk-input ${field.width ?? ""} ${error ? "govuk-input--error" : ""}"
        id=${field.name}
        name=${field.name}
        type=${field.type ?? "text"}
        .value=${field.value ?? ""}
        inputmode=${field.inputmode ?? nothing}
        autocomplete=${field.autocomplete ?? nothing}
        maxlength=${field.maxlength ?? nothing}
        data-unkept=${field.unkept ? "" : nothing}
        spellcheck="false"
        aria-describedby=${described(field.name, field.hint, error)}
      />
    </div>
  `;
}

/**
 * A field for some sentences. Browsers bring only its first line into sight when it gets the focus, so all of it is here.
 *
 * @param {object} field
 * @param {string} field.name also its id
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {string | undefined} [field.value]
 * @param {FieldError[]} [field.errors] those of the page, of which the field shows its own
 * @param {number} [field.maxlength]
 */
export function areaField(field) {
  const error = errorOf(field.name, field.errors);
  return html`
    <div class=${group(error)}>
      <label class="govuk-label" for=${field.name}>${field.label}</label>
      ${hint(field.name, field.hint)} ${message(field.name, error)}
      <textarea
        class="govuk-textarea ${error ? "govuk-textarea--error" : ""}"
        id=${field.name}
        name=${field.name}
        rows="5"
        .value=${field.value ?? ""}
        maxlength=${field.maxlength ?? nothing}
        aria-describedby=${described(field.name, field.hint, error)}
        @focus=${(/** @type {Event & {currentTarget: HTMLElement}} */ { currentTarget }) => currentTarget.scrollIntoView({ block: "nearest" })}
      ></textarea>
    </div>
  `;
}

/**
 * Radio buttons: one of several answers.
 *
 * @param {object} field
 * @param {string} field.name
 * @param {string} field.legend
 * @param {string} [field.hint]
 * @param {string | undefined} [field.value]
 * @param {FieldError[]} [field.errors]
 * @param {{value: string, label: string, hint?: unknown}[]} field.options
 * @param {boolean} [field.heading] whether the legend is the heading of the page
 */
export function radioField(field) {
  const error = errorOf(field.name, field.errors);
  return html`
    <div class=${group(error)}>
      <fieldset class="govuk-fieldset" aria-describedby=${described(field.name, field.hint, error)}>
        ${legend(field)} ${hint(field.name, field.hint)} ${message(field.name, error)}
        <div class="govuk-radios">
          ${field.options.map((option, index) => {
            const id = index ? `${field.name}-${index + 1}` : field.name;
            return html`
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  id=${id}
                  name=${field.name}
                  type="radio"
                  value=${option.value}
                  .checked=${option.value === field.value}
                  aria-describedby=${option.hint ? `${id}-hint` : nothing}
                />
                <label class="govuk-label govuk-radios__label" for=${id}>${option.label}</label>
                ${option.hint ? html`<div id=${`${id}-hint`} class="govuk-hint govuk-radios__hint">${option.hint}</div>` : ""}
              </div>
            `;
          })}
        </div>
      </fieldset>
    </div>
  `;
}

/**
 * A box to tick.
 *
 * @param {object} field
 * @param {string} field.name also its id; its value is "yes"
 * @param {string} field.label
 * @param {unknown} [field.hint]
 * @param {boolean} [field.checked]
 * @param {FieldError[]} [field.errors]
 */
export function checkboxField({ name, label, hint: text, checked = false, errors }) {
  const error = errorOf(name, errors);
  return html`
    <div class=${group(error)}>
      ${message(name, error)}
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id=${name} name=${name} type="checkbox" value="yes" .checked=${checked} aria-describedby=${described(name, text, error)} />
          <label class="govuk-label govuk-checkboxes__label" for=${name}>${label}</label>
          ${text ? html`<div id=${`${name}-hint`} class="govuk-hint govuk-checkboxes__hint">${text}</div>` : ""}
        </div>
      </div>
    </div>
  `;
}

/**
 * A date as day, month and year; `dateValue` of times.js reads it back. A month may be typed by its name, which takes letters.
 *
 * @param {object} field
 * @param {string} field.name
 * @param {string} field.legend
 * @param {string} [field.hint]
 * @param {Record<string, string | undefined>} field.values by part: `{name}-day` and so on
 * @param {FieldError[]} [field.errors] their field is `{name}-day`
 * @param {boolean} [field.heading]
 * @param {boolean} [field.birthday] whether a browser may fill in the own birth date
 */
export function dateField(field) {
  const first = `${field.name}-day`;
  const error = errorOf(first, field.errors);
  return html`
    <div class=${group(error)}>
      <fieldset class="govuk-fieldset" role="group" aria-describedby=${described(first, field.hint, error)}>
        ${field.heading ? legend(field) : html`<legend class="govuk-fieldset__legend govuk-label">${field.legend}</legend>`} ${hint(first, field.hint)} ${message(first, error)}
        <div class="govuk-date-input" id=${field.name}>
          ${["day", "month", "year"].map((part) => {
            const id = `${field.name}-${part}`;
            return html`
              <div class="govuk-date-input__item">
                <div class="govuk-form-group">
                  <label class="govuk-label govuk-date-input__label" for=${id}>${t(`date.${part}`)}</label>
                  <input
                    class="govuk-input govuk-date-input__input ${part === "year" ? "govuk-input--width-4" : "govuk-input--width-2"} ${error ? "govuk-input--error" : ""}"
                    id=${id}
                    name=${id}
                    type="text"
                    inputmode=${part === "month" ? nothing : "numeric"}
                    autocomplete=${field.birthday ? `bday-${part}` : nothing}
                    .value=${field.values[id] ?? ""}
                  />
                </div>
              </div>
            `;
          })}
        </div>
      </fieldset>
    </div>
  `;
}

/** @param {{legend: string, heading?: boolean}} field */
function legend(field) {
  return field.heading
    ? html`<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading" tabindex="-1">${field.legend}</h1></legend>`
    : html`<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${field.legend}</legend>`;
}

/**
 * @param {string} name
 * @param {FieldError[]} [errors]
 */
function errorOf(name, errors = []) {
  return errors.find((error) => error.field === name)?.message;
}

/** @param {string | undefined} error */
function group(error) {
  return error ? "govuk-form-group govuk-form-group--error" : "govuk-form-group";
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function hint(name, text) {
  return text ? html`<div id=${`${name}-hint`} class="govuk-hint">${text}</div>` : "";
}

/**
 * @param {string} name
 * @param {string | undefined} error
 */
function message(name, error) {
  return error
    ? html`<p id=${`${name}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">${t("page.error_title")}</span> ${error}</p>`
    : "";
}

/**
 * @param {string} name
 * @param {unknown} text
 * @param {string | undefined} error
 */
function described(name, text, error) {
  return [text && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || nothing;
}

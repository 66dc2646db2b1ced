// Questions in GOV.UK Frontend's patterns: label, hint, error and field belong together for everybody.

import { html, nothing } from "/vendor/lit-html.js";
import { IdentityProblem, Problem, Unreachable } from "./errors.js";
import { has, t } from "./texts.js";
import { forgetTyped, keepTyped } from "./typed.js";

/** @typedef {import("./error_summary.js").FieldError} FieldError */
/** @typedef {import("./router.js").Visit} Visit */

/**
 * A form; `submit` gets the values by name, and a way to tell people what it waits for. It is sent once, however often
 * the button is pressed: further presses while it is under way do nothing. What is typed survives a reload. What goes
 * wrong on the way is shown above the form, with the answers still in it.
 *
 * @param {Visit} visit
 * @param {unknown} content
 * @param {string} button
 * @param {(values: Record<string, string>, tell: (text: string) => void) => Promise<unknown> | unknown} submit
 * @param {{warning?: boolean}} [style]
 */
export function form(visit, content, button, submit, { warning = false } = {}) {
  const path = location.pathname;
  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.currentTarget);
    const pressed = /** @type {HTMLElement} */ (element.querySelector("[type=submit]"));
    if (!take(pressed)) return;
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(element)));
    const status = /** @type {HTMLElement} */ (element.querySelector(".ap-status"));
    try {
      await submit(values, (text) => {
        status.textContent = text;
      });
      if (location.pathname !== path) forgetTyped(path);
    } catch (error) {
      const message = messageOf(error);
      await (message ? visit.again({ values, errors: [{ field: "", message }] }) : visit.fail(error));
    } finally {
      pressed.removeAttribute("aria-busy");
      status.textContent = "";
    }
  }
  return html`
    <form novalidate @submit=${send} @input=${(/** @type {InputEvent & {currentTarget: HTMLFormElement}} */ event) => keepTyped(path, event.currentTarget)}>
      ${content}
      <p class="ap-status" role="status"></p>
      <button type="submit" class=${warning ? "govuk-button govuk-button--warning" : "govuk-button"}>${button}</button>
    </form>
  `;
}

/**
 * Mark a button as under way; false if it is already. The mark is on the button alone: what changes within a busy part of
 * a page is not read aloud, and the status has to be.
 *
 * @param {HTMLElement} button
 */
function take(button) {
  if (button.hasAttribute("aria-busy")) return false;
  button.setAttribute("aria-busy", "true");
  return true;
}

/** Press the button of the page's form: what was sent before a reload, and never answered, is sent again. */
export function pressAgain() {
  /** @type {HTMLFormElement | null} */ (document.querySelector("#main form"))?.requestSubmit();
}

/**
 * A button that does something without a form, once at a time.
 *
 * @param {Visit} visit
 * @param {string} label
 * @param {() => Promise<unknown>} act
 */
export function actionButton(visit, label, act) {
  /** @param {Event & {currentTarget: HTMLElement}} event */
  async function press({ currentTarget: button }) {
    if (!take(button)) return;
    try {
      await act();
    } catch (error) {
      const message = messageOf(error);
      await (message ? visit.again({ errors: [{ field: "", message }] }) : visit.fail(error));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  return html`<button type="button" class="govuk-button govuk-button--secondary" @click=${press}>${label}</button>`;
}

/**
 * What an error means to the person who sent a form, or null if a message is not all that it takes.
 *
 * @param {unknown} error
 */
export function messageOf(error) {
  if (error instanceof Unreachable) {
    return t(error.busy ? "problem.busy" : "problem.unreachable");
  }
  if (error instanceof Problem || error instanceof IdentityProblem) {
    const key = `problem.${error.code}`;
    return has(key) ? t(key) : t("problem.unknown");
  }
  return null;
}

/**
 * A line of text.
 *
 * @param {object} field
 * @param {string} field.name also its id
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {string | undefined} [field.value]
 * @param {FieldError[]} [field.errors] those of the page; the field shows its own
 * @param {"text" | "email" | "tel" | "password" | "search"} [field.type]
 * @param {"numeric" | "text" | "email" | "tel"} [field.inputmode]
 * @param {string} [field.autocomplete]
 * @param {string} [field.width] a class such as "govuk-input--width-20"
 * @param {number} [field.maxlength]
 * @param {boolean} [field.heading] whether the label is the heading of the page
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
        spellcheck="false"
        aria-describedby=${described(field.name, field.hint, error)}
      />
    </div>
  `;
}

/**
 * One of several answers.
 *
 * @param {object} field
 * @param {string} field.name
 * @param {string} field.legend
 * @param {string} [field.hint]
 * @param {string | undefined} [field.value]
 * @param {FieldError[]} [field.errors]
 * @param {{value: string, label: string, hint?: unknown, disabled?: boolean}[]} field.options
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
                  ?disabled=${option.disabled ?? false}
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
 * A date as day, month and year; `dateValue` reads it back.
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
        ${legend(field)} ${hint(first, field.hint)} ${message(first, error)}
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
                    inputmode="numeric"
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

/**
 * The date in a date field's values as YYYY-MM-DD, or null if it is none.
 *
 * @param {string} name
 * @param {Record<string, string>} values
 */
export function dateValue(name, values) {
  const [day, month, year] = ["day", "month", "year"].map((part) => Number(values[`${name}-${part}`]?.trim()));
  if (!day || !month || !year || year < 1000) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCDate() === day && date.getUTCMonth() === month - 1;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/**
 * The values of a date field for a date YYYY-MM-DD.
 *
 * @param {string} name
 * @param {string | undefined} date
 * @returns {Record<string, string>}
 */
export function dateParts(name, date) {
  if (!date) return {};
  const [year, month, day] = date.split("-").map(Number);
  return { [`${name}-day`]: String(day), [`${name}-month`]: String(month), [`${name}-year`]: String(year) };
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
 * @param {string | undefined} text
 * @param {string | undefined} error
 */
function described(name, text, error) {
  return [text && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || nothing;
}

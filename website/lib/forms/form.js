// Forms and buttons that send something: once, however often they are pressed. Errors are shown above the answers.

import { html } from "/vendor/lit-html.js";
import { IdentityProblem, Problem, Unreachable } from "../base/errors.js";
import { forgetTyped, keepTyped } from "../device/typed.js";
import { announce } from "../frame/frame.js";
import { has, t } from "../words/texts.js";

/** @typedef {import("../frame/router.js").Visit} Visit */

/**
 * A form; `submit` gets the values by name, and a way to tell people what it waits for. It is sent once, however often
 * the button is pressed: further presses while it is under way do nothing. What is typed survives a reload. What goes
 * wrong on the way is shown above the form, with the answers still in it.
 *
 * @param {Visit} visit
 * @param {unknown} content
 * @param {unknown} button what stands on it
 * @param {(values: Record<string, string>, tell: (text: string) => void) => Promise<unknown> | unknown} submit
 * @param {{warning?: boolean, state?: object}} [manner] whether the button warns, and what of the page's state stays when it
 *   is shown again because something went wrong
 */
export function form(visit, content, button, submit, { warning = false, state = {} } = {}) {
  const path = location.pathname;
  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.currentTarget);
    const pressed = /** @type {HTMLElement} */ (element.querySelector("[type=submit]"));
    if (!markBusy(pressed)) return;
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(element)));
    const status = /** @type {HTMLElement} */ (element.querySelector(".ap-status"));
    try {
      await submit(values, (text) => {
        status.textContent = text;
      });
      if (location.pathname !== path) forgetTyped(path);
    } catch (error) {
      const message = messageOf(error);
      await (message ? visit.again({ ...state, values, errors: [{ field: "", message }] }) : visit.fail(error));
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
 * Mark a button as busy; false if it is already. Only the button is marked, and not the form around it: screen readers do
 * not read what changes within a busy element, and the status has to be read.
 *
 * @param {HTMLElement} button
 */
function markBusy(button) {
  if (button.hasAttribute("aria-busy")) return false;
  button.setAttribute("aria-busy", "true");
  return true;
}

/** Press the button of the page's form, to send again what was sent before a reload and was never answered. */
export function pressAgain() {
  /** @type {HTMLElement | null} */ (document.querySelector("#main form [type=submit]"))?.click();
}

/**
 * A button that does something without a form, once at a time.
 *
 * @param {Visit} visit
 * @param {unknown} label
 * @param {() => Promise<unknown>} act
 * @param {string} [done] what is read aloud when it is done, if nothing on the page tells it
 * @param {string} [look] its classes
 */
export function actionButton(visit, label, act, done = "", look = "govuk-button govuk-button--secondary") {
  /** @param {Event & {currentTarget: HTMLElement}} event */
  async function press({ currentTarget: button }) {
    if (!markBusy(button)) return;
    announce(t("page.loading"));
    try {
      await act();
      announce(done);
    } catch (error) {
      const message = messageOf(error);
      await (message ? visit.again({ errors: [{ field: "", message }] }) : visit.fail(error));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  return html`<button type="button" class=${look} @click=${press}>${label}</button>`;
}

/**
 * What to say of an error to the person who sent a form, or null if the router has to show another page.
 *
 * @param {unknown} error
 */
function messageOf(error) {
  if (error instanceof Unreachable) {
    return t(error.busy ? "problem.busy" : "problem.unreachable");
  }
  if (error instanceof Problem || error instanceof IdentityProblem) {
    const key = `problem.${error.code}`;
    return has(key) ? t(key) : t("problem.unknown");
  }
  return null;
}

// The button of something that a key does too.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";
import { keyOf } from "./keys.js";

/** @typedef {import("./keys.js").Deed} Deed */

/**
 * The button of a deed, with its key on it.
 *
 * @param {Deed} deed
 * @param {string} label
 * @param {() => void} act
 * @param {{secondary?: boolean, busy?: boolean}} [manner] whether another button is the first one, and whether something is under way
 */
export function keyButton(deed, label, act, { secondary = false, busy = false } = {}) {
  const key = keyOf(deed);
  return html`<button
    type="button"
    class=${secondary ? "govuk-button govuk-button--secondary" : "govuk-button"}
    aria-keyshortcuts=${key.replace("Ctrl", "Control")}
    aria-disabled=${busy ? "true" : "false"}
    @click=${() => {
      if (!busy) act();
    }}
  >${label} <kbd aria-label=${t("keys.key", { key })}>${key}</kbd></button>`;
}

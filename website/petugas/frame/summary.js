// Names and values one below the other.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/**
 * @param {(readonly [key: string, value: unknown] | "")[]} rows the key of each name's text, with its value; nothing for what there
 *   is not
 */
export function summaryList(rows) {
  return html`<dl class="govuk-summary-list">
    ${rows.map((row) => row && html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${t(row[0])}</dt><dd class="govuk-summary-list__value">${row[1]}</dd></div>`)}
  </dl>`;
}

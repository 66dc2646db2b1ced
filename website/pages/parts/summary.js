// Names and values one below the other; some can be changed.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {unknown} value
 * @property {string} [change] the page where it is changed
 */

/** @param {Row[]} rows */
export function summaryList(rows) {
  const changes = rows.some((row) => row.change);
  return html`
    <dl class="govuk-summary-list">
      ${rows.map(
        ({ name, value, change }) => html`
          <div class=${changes && !change ? "govuk-summary-list__row govuk-summary-list__row--no-actions" : "govuk-summary-list__row"}>
            <dt class="govuk-summary-list__key">${name}</dt>
            <dd class="govuk-summary-list__value">${value}</dd>
            ${change
              ? html`<dd class="govuk-summary-list__actions">
                  <a class="govuk-link" href=${change}>${t("check.change")}<span class="govuk-visually-hidden"> ${name}</span></a>
                </dd>`
              : ""}
          </div>
        `,
      )}
    </dl>
  `;
}

// A question that shows its answer when it is pressed.

import { html } from "/vendor/lit-html.js";

/**
 * @param {unknown} question
 * @param {unknown} more
 */
export function details(question, more) {
  return html`
    <details class="govuk-details">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${question}</span></summary>
      <div class="govuk-details__text">${more}</div>
    </details>
  `;
}

// A question that shows its answer when it is pressed.

import { html } from "/vendor/lit-html.js";

/**
 * @param {unknown} question
 * @param {unknown} more
 * @param {boolean} [open] whether it is shown from the beginning
 */
export function details(question, more, open = false) {
  return html`
    <details class="govuk-details" ?open=${open}>
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${question}</span></summary>
      <div class="govuk-details__text">${more}</div>
    </details>
  `;
}

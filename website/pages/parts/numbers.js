// Who comes, with the queue numbers.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/texts.js";

/** @param {import("../../lib/tickets.js").Booking} booking */
export function numbers({ applicants }) {
  return html`
    <ul class="ap-numbers">
      ${applicants.map(
        ({ queue_number, full_name, relation }) => html`
          <li><strong class="ap-numbers__number">${queue_number}</strong> <span>${full_name} <span class="ap-numbers__relation">${t(`relation.${relation}`)}</span></span></li>
        `,
      )}
    </ul>
  `;
}

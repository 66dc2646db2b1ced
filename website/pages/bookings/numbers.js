// Who comes, with the queue numbers, and what they bring.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** @param {import("../../lib/device/tickets.js").Booking} booking */
export function numbers({ applicants, status }) {
  return html`
    <ul class=${status === "cancelled" ? "ap-numbers ap-numbers--void" : "ap-numbers"}>
      ${applicants.map(
        ({ queue_number, full_name, relation }) => html`
          <li><strong class="ap-numbers__number">${queue_number}</strong> <span>${full_name} <span class="ap-numbers__relation">${t(`relation.${relation}`)}</span></span></li>
        `,
      )}
    </ul>
  `;
}

/**
 * What these people bring.
 *
 * @param {import("../../lib/device/tickets.js").Booking} booking
 */
export function bring({ applicants, service }) {
  const children = applicants.some((applicant) => applicant.relation === "child");
  return [t("next.bring"), service === "renewal" ? t("next.renewal") : "", children ? t("next.children") : ""].filter(Boolean).join(" ");
}

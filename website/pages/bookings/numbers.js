// Who comes, with the queue numbers, and what they bring; and who no longer comes.

import { html } from "/vendor/lit-html.js";
import { comes, peopleOf } from "../../lib/device/party.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/**
 * The people who come, each with the number that is good at the counter.
 *
 * @param {Booking} booking
 */
export function numbers(booking) {
  const people = peopleOf(booking);
  if (!people.length) return "";
  return html`
    <ul class=${["cancelled", "displaced"].includes(booking.status) ? "ap-numbers ap-numbers--void" : "ap-numbers"}>
      ${people.map(
        ({ queue_number, full_name, relation }) => html`
          <li><strong class="ap-numbers__number">${queue_number}</strong> <span>${full_name} <span class="ap-numbers__relation">${t(`relation.${relation}`)}</span></span></li>
        `,
      )}
    </ul>
  `;
}

/**
 * The people who left the booking or have one of their own, and what became of their seats. Their numbers are not shown,
 * so that nobody comes with one.
 *
 * @param {Booking} booking
 */
export function absent({ applicants }) {
  const gone = applicants.filter((applicant) => !comes(applicant));
  return gone.length
    ? html`
        <h2 class="govuk-heading-s">${t("absent.title")}</h2>
        <ul class="ap-list ap-list--lines">
          ${gone.map(
            ({ full_name, relation, presence }) => html`
              <li><strong>${full_name}</strong> <span class="ap-list__more">${t(`relation.${relation}`)}. ${t(`absent.${presence}`)}</span></li>
            `,
          )}
        </ul>
      `
    : "";
}

/**
 * What these people bring.
 *
 * @param {Booking} booking
 */
export function bring(booking) {
  /** @param {string} relation */
  const isThere = (relation) => peopleOf(booking).some((applicant) => applicant.relation === relation);
  return [t(booking.service === "renewal" ? "next.renewal" : "next.bring"), isThere("child") ? t("next.children") : "", isThere("ward") ? t("next.wards") : ""].filter(Boolean).join(" ");
}

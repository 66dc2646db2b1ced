// That an office has closed a session, and why, in a box that nobody overlooks.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/**
 * The reason of the office, and what the closing means; `what` says that it is closed, and which session it is.
 *
 * @param {string} reason
 * @param {string} meaning
 * @param {string} what
 */
export function closedBox(reason, meaning, what) {
  return html`
    <div class="ap-closed">
      <p class="govuk-body">${what}</p>
      <p class="govuk-body">${t("displaced.reason")} <strong lang="id">${reason}</strong></p>
      <p class="govuk-body"><strong>${meaning}</strong></p>
    </div>
  `;
}

/**
 * The same on the pages that change a booking, if its office has closed the session.
 *
 * @param {Booking} booking
 */
export function closedIfDisplaced({ closure }) {
  return closure ? closedBox(closure.reason, t("displaced.void"), t("displaced.title")) : "";
}

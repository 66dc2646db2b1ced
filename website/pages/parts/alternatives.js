// Slots that still have seats, each as a button.

import { html } from "/vendor/lit-html.js";
import { isPresentSlot } from "../../lib/device/drafts.js";
import { call } from "../../lib/requests/call.js";
import { officeOf } from "../../lib/requests/offices.js";
import { counted, currentLanguage, t } from "../../lib/words/texts.js";
import { dateText, today, windowText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/requests/offices.js").Option} Option */

/**
 * Slots with enough seats near an office and a day, soonest and nearest first.
 *
 * @param {{office_id: string, date: string}} slot
 * @param {number} people
 * @returns {Promise<Option[]>}
 */
export async function nearby({ office_id, date }, people) {
  const { latitude, longitude, timezone } = await officeOf(office_id);
  const query = new URLSearchParams({ people: String(people), near: `${latitude},${longitude}` });
  if (date > today(timezone)) query.set("date", date);
  return (await call("GET", `/availability?${query}`)).options;
}

/**
 * Slots to choose from; `choose` gets the one that is pressed. The slot that a booking is moved from is left out.
 *
 * @param {Option[]} options
 * @param {number} people
 * @param {(option: Option) => Promise<unknown>} choose
 */
export function alternatives(options, people, choose) {
  const others = options.filter((option) => !isPresentSlot(option));
  if (!others.length) {
    return html`<p class="govuk-body">${t("alternatives.none")}</p>`;
  }
  return html`
    <h2 class="govuk-heading-m">${counted("alternatives.title", people)}</h2>
    <ul class="govuk-list ap-options">
      ${others.map(
        (option) => html`
          <li>
            <button type="button" class="ap-option" @click=${() => choose(option)}>
              <strong>${option.name}</strong>
              <span>${dateText(option.date)}, ${windowText(option, option.timezone)}</span>
              <span>${counted("alternatives.seats", option.seats_left)}${option.distance_km ? `, ${distance(option.distance_km)}` : ""}</span>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {number} kilometres */
export function distance(kilometres) {
  if (kilometres < 1) return t("offices.close");
  return t("offices.distance", { km: new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 0 }).format(kilometres) });
}

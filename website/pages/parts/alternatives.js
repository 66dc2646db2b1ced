// Slots that still have seats, each as a button.

import { html } from "/vendor/lit-html.js";
import { isPresentSlot } from "../../lib/device/drafts.js";
import { call } from "../../lib/requests/call.js";
import { officeOf } from "../../lib/requests/offices.js";
import { counted, currentLanguage, t } from "../../lib/words/texts.js";
import { dateText, today, windowText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/requests/offices.js").Option} Option */

/** How many days of the same office are shown. */
const DAYS_HERE = 3;

/**
 * Slots with enough seats, nearest in time and place: other days of the same office, and other offices in the week from that day
 * on; where these have none, the soonest of theirs.
 *
 * @param {{office_id: string, date: string}} slot
 * @param {number} people
 * @returns {Promise<Option[]>}
 */
export async function nearby({ office_id, date }, people) {
  const office = await officeOf(office_id);
  const { latitude, longitude, timezone } = office;
  const ask = async (/** @type {{date?: string}} */ on) => {
    const query = new URLSearchParams({ people: String(people), near: `${latitude},${longitude}`, ...on });
    /** @type {{options: Option[]}} */
    const { options } = await call("GET", `/availability?${query}`);
    return options.filter((option) => option.office_id !== office_id);
  };
  const [{ days }, around] = await Promise.all([
    call("GET", `/offices/${encodeURIComponent(office_id)}/availability`),
    ask(date > today(timezone) ? { date } : {}),
  ]);
  return [...daysHere(office, days, date, people), ...(around.length ? around : await ask({}))];
}

/**
 * The days of an office that are nearest to a date, each with its first session that has enough seats, in the order of days.
 *
 * @param {Office} office
 * @param {{date: string, sessions: (Option & {state: string})[]}[]} days
 * @param {string} date
 * @param {number} people
 * @returns {Option[]}
 */
export function daysHere({ office_id, name, timezone }, days, date, people) {
  const away = (/** @type {{date: string}} */ day) => Math.abs(Date.parse(day.date) - Date.parse(date));
  return days
    .flatMap((day) => {
      const slot = day.date === date ? undefined : day.sessions.find(({ state, seats_left }) => state === "open" && seats_left >= people);
      return slot ? [{ ...slot, office_id, name, timezone, date: day.date }] : [];
    })
    .sort((one, other) => away(one) - away(other))
    .slice(0, DAYS_HERE)
    .sort((one, other) => one.date.localeCompare(other.date));
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
              <span>${counted("office.seats", option.seats_left)}${option.distance_km ? `, ${distance(option.distance_km)}` : ""}</span>
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

// Slots that still have seats, each as a button.

import { html } from "/vendor/lit-html.js";
import { isPresentSlot } from "../../lib/device/drafts.js";
import { distance, nearestDays } from "../../lib/places/soonest.js";
import { call } from "../../lib/requests/call.js";
import { daysOf, officeOf } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, today, windowText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/requests/offices.js").Option} Option */

/**
 * Slots with enough seats, nearest in time and place: others of the same office, and other offices in the week from that day
 * on; where these have none, the soonest of theirs.
 *
 * @param {{office_id: string, date: string, session?: string}} slot which is none of them; without a session a day
 * @param {number} people
 * @returns {Promise<Option[]>}
 */
export async function nearby(slot, people) {
  const { office_id, date } = slot;
  const office = await officeOf(office_id);
  const { latitude, longitude, timezone } = office;
  const ask = async (/** @type {{date?: string}} */ on) => {
    const query = new URLSearchParams({ people: String(people), near: `${latitude},${longitude}`, ...on });
    /** @type {{options: Option[]}} */
    const { options } = await call("GET", `/availability?${query}`);
    return options.filter((option) => option.office_id !== office_id);
  };
  const isAhead = date > today(timezone);
  const [days, around] = await Promise.all([daysOf(office_id), ask(isAhead ? { date } : {})]);
  const others = days.map((/** @type {{date: string, sessions: (Option & {state: string})[]}} */ day) => ({
    ...day,
    sessions: day.sessions.filter(({ session }) => !isPresentSlot({ office_id, date: day.date, session })),
  }));
  return [...nearestDays(office, others, slot, people), ...(around.length || !isAhead ? around : await ask({}))];
}

/**
 * Slots to choose from; `choose` gets the one that is pressed. The slot that a booking is moved from is left out. That there are
 * none is not told where seats are about to come: "try again tomorrow" would be untrue.
 *
 * @param {Option[]} options
 * @param {number} people
 * @param {(option: Option) => Promise<unknown>} choose
 * @param {string} [opens] when the seats of the page itself can be taken
 */
export function alternatives(options, people, choose, opens) {
  const others = options.filter((option) => !isPresentSlot(option));
  if (!others.length) {
    return opens ? "" : html`<p class="govuk-body">${t("alternatives.none")}</p>`;
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

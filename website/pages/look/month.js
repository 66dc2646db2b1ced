// A month of days: which still have seats, and why the others have none. A list, so that it can be read line by line on
// a narrow screen and by a screen reader; where there is room it stands in weeks.

import { html } from "/vendor/lit-html.js";
import { now } from "../../lib/base/clock.js";
import { opensSoon } from "../../lib/turns/turns.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, plusDays, shortInstantText, weekday } from "../../lib/words/times.js";
import { details } from "../parts/details.js";

/** @typedef {{session: string, arrive_from: string, arrive_until: string, state: string, seats_left: number, opens_at?: string, reason?: string, turns?: import("../../lib/device/drafts.js").Turns}} Slot */
/** @typedef {{date: string, sessions: Slot[]}} Day */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */

const BEST_FIRST = ["open", "not_yet_open", "full", "closed", "past"];
const A_MONDAY = "2024-01-01";
/** The API's reason for a weekday without service begins so, and then names the day, which people see anyway. */
const WEEKLY = "Tidak ada layanan pada hari";

/**
 * The state of a day: the best state of any of its sessions.
 *
 * @param {Day} day
 */
export function stateOf({ sessions }) {
  return BEST_FIRST.find((state) => sessions.some((slot) => slot.state === state)) ?? "closed";
}

/**
 * Whether so many people can come together in one session of a day.
 *
 * @param {Day} day
 * @param {number} people
 */
export function seatsTogether(day, people) {
  return mostSeats(day) >= people;
}

/** @param {Day} day */
function mostSeats({ sessions }) {
  return Math.max(0, ...sessions.map((slot) => (slot.state === "open" ? slot.seats_left : 0)));
}

/**
 * When the first seats of a day can be taken, if that is still to come.
 *
 * @param {Day} day
 */
export function opensAt({ sessions }) {
  return sessions.flatMap((slot) => slot.opens_at ?? []).sort()[0];
}

/**
 * @param {Office} office
 * @param {Day[]} days
 * @param {number} people who want to come together
 */
export function month(office, days, people) {
  const first = days[0];
  return html`
    <div class="ap-weekdays" aria-hidden="true">
      ${[0, 1, 2, 3, 4, 5, 6].map((ahead) => html`<span>${dateText(plusDays(A_MONDAY, ahead), { weekday: "long" })}</span>`)}
    </div>
    <ol class=${`ap-days ap-days--from-${first ? weekday(first.date) : 0}`}>
      ${days.map((day) => {
        const state = stateOf(day);
        const content = html`
          <time class="ap-day__date" datetime=${day.date}>
            <span class="ap-day__weekday">${dateText(day.date, { weekday: "long" })},</span>
            ${dateText(day.date, { day: "numeric", month: "short" })}
          </time>
          <span class="ap-day__words">${wordsOf(day, state, office, people)}</span>
        `;
        return html`<li class=${`ap-day ap-day--${state === "open" && !seatsTogether(day, people) ? "full" : state}`}>
          ${state === "open" || mayPrepare(day)
            ? html`<a class="ap-day__inside" href=${`/kantor/${office.office_id}/${day.date}`}>${content}</a>`
            : html`<span class="ap-day__inside">${content}</span>`}
        </li>`;
      })}
    </ol>
  `;
}

export function legend() {
  return details(
    t("office.legend"),
    html`
      <dl class="ap-legend">
        ${BEST_FIRST.map(
          (state) => html`
            <dt class=${`ap-day ap-day--${state}`}><span class="ap-day__inside">${t(`office.state.${state}`)}</span></dt>
            <dd>${t(`office.meaning.${state}`)}</dd>
          `,
        )}
      </dl>
    `,
  );
}

/**
 * @param {Day} day
 * @param {string} state
 * @param {Office} office
 * @param {number} people
 */
function wordsOf(day, state, office, people) {
  if (state === "open" && !seatsTogether(day, people)) {
    return html`${counted("office.seats", mostSeats(day))} <span class="ap-day__more">${counted("day.not_enough", people)}</span>`;
  }
  if (state === "open") {
    return counted("office.seats", day.sessions.reduce((sum, slot) => sum + (slot.state === "open" ? slot.seats_left : 0), 0));
  }
  const opens = opensAt(day);
  return html`
    ${t(`office.state.${state}`)}
    ${state === "not_yet_open" && opens
      ? html`<span class="ap-day__more">${t("office.opens", { opens: shortInstantText(opens, office.timezone) })}</span>`
      : ""}
    ${mayPrepare(day) ? html`<span class="ap-day__more">${t("office.prepare")}</span>` : ""}
    ${state === "closed" ? why(day) : ""}
  `;
}

/**
 * Whether a day that is not open yet opens so soon that people may get ready for it.
 *
 * @param {Day} day
 */
function mayPrepare(day) {
  return stateOf(day) === "not_yet_open" && day.sessions.some(({ turns }) => opensSoon(turns, now()));
}

/** @param {Day} day */
function why({ sessions }) {
  const reason = sessions.find((slot) => slot.reason)?.reason;
  return reason ? html`<span class="ap-day__more">${reasonText(reason)}</span>` : "";
}

/**
 * Why an office is closed: the usual day off in the language of the page, everything else in the office's own words.
 *
 * @param {string} reason
 */
export function reasonText(reason) {
  return reason.startsWith(WEEKLY) ? t("office.no_service") : html`<span lang="id">${reason}</span>`;
}

// A month of an office: which days still have seats, and why the others have none.

import { html } from "/vendor/lit-html.js";
import { call } from "../lib/api.js";
import { officeOf } from "../lib/offices.js";
import { reminder } from "../lib/reminder.js";
import { counted, t } from "../lib/texts.js";
import { dateText, instantText, weekday } from "../lib/times.js";

/** @typedef {{session: string, arrive_from: string, arrive_until: string, state: string, seats_left: number, opens_at?: string, reason?: string}} Slot */
/** @typedef {{date: string, sessions: Slot[]}} Day */
/** @typedef {import("../lib/offices.js").Office} Office */

/** @type {import("../lib/router.js").Show} */
export async function show({ params }) {
  const id = String(params.office_id);
  const [office, { days }] = await Promise.all([officeOf(id), call("GET", `/offices/${encodeURIComponent(id)}/availability`)]);
  return {
    title: office.name,
    back: "/kantor",
    content: html`
      <p class="govuk-body">${t("office.lead")}</p>
      ${calendar(office, days)} ${legend()} ${notes(office, days)}
    `,
  };
}

/**
 * What a day is to somebody who wants a seat: the best that any of its sessions is.
 *
 * @param {Day} day
 */
export function stateOf({ sessions }) {
  const best = ["open", "not_yet_open", "full", "closed", "past"];
  return best.find((state) => sessions.some((slot) => slot.state === state)) ?? "closed";
}

/** @param {Day} day */
function seatsOf({ sessions }) {
  return sessions.reduce((sum, slot) => sum + (slot.state === "open" ? slot.seats_left : 0), 0);
}

/**
 * @param {Office} office
 * @param {Day[]} days
 */
function calendar(office, days) {
  const first = days[0];
  return html`
    <ol class=${`ap-days ap-days--from-${first ? weekday(first.date) : 0}`}>
      ${days.map((day) => {
        const state = stateOf(day);
        const words = state === "open" ? counted("office.seats", seatsOf(day)) : t(`office.state.${state}`);
        const content = html`
          <time class="ap-day__date" datetime=${day.date}>
            <span class="ap-day__weekday">${dateText(day.date, { weekday: "short" })}</span>
            <span class="ap-day__number">${dateText(day.date, { day: "numeric" })}</span>
            <span class="ap-day__month">${dateText(day.date, { month: "short" })}</span>
          </time>
          <span class="ap-day__words">${words}</span>
        `;
        return html`<li class=${`ap-day ap-day--${state}`}>
          ${state === "open"
            ? html`<a class="ap-day__inside" href=${`/kantor/${office.office_id}/${day.date}`}>${content}</a>`
            : html`<span class="ap-day__inside">${content}</span>`}
        </li>`;
      })}
    </ol>
  `;
}

function legend() {
  return html`
    <details class="govuk-details">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${t("office.legend")}</span></summary>
      <div class="govuk-details__text">
        <dl class="ap-legend">
          ${["open", "full", "not_yet_open", "closed", "past"].map(
            (state) => html`
              <dt class=${`ap-day ap-day--${state}`}><span class="ap-day__inside">${t(`office.state.${state}`)}</span></dt>
              <dd>${t(`office.meaning.${state}`)}</dd>
            `,
          )}
        </dl>
      </div>
    </details>
  `;
}

/**
 * What can be done about the days that cannot be chosen.
 *
 * @param {Office} office
 * @param {Day[]} days
 */
function notes(office, days) {
  const full = days.filter((day) => stateOf(day) === "full");
  const later = days.filter((day) => stateOf(day) === "not_yet_open");
  const closed = days.filter((day) => stateOf(day) === "closed" && day.sessions.some((slot) => slot.reason));
  return html`
    ${section(
      t("office.full_title"),
      full,
      (day) => html`<a class="govuk-link" href=${`/kantor/${office.office_id}/${day.date}`}>${t("office.full_link", { date: dateText(day.date) })}</a>`,
    )}
    ${section(t("office.later_title"), later, (day) => {
      const opens_at = String(day.sessions.find((slot) => slot.opens_at)?.opens_at);
      const address = `${location.origin}/kantor/${office.office_id}/${day.date}`;
      const file = reminder({ office: office.name, date: day.date, opens_at, address });
      return html`
        ${t("office.later", { date: dateText(day.date), opens: instantText(opens_at, office.timezone) })}
        <a class="govuk-link" href=${file} download=${`antrean-${office.office_id}-${day.date}.ics`}>
          ${t("office.remind")}<span class="govuk-visually-hidden"> ${dateText(day.date)}</span></a>
      `;
    })}
    ${section(
      t("office.closed_title"),
      closed,
      (day) => html`${dateText(day.date)}: <span lang="id">${day.sessions.find((slot) => slot.reason)?.reason}</span>`,
    )}
  `;
}

/**
 * @param {string} title
 * @param {Day[]} days
 * @param {(day: Day) => unknown} line
 */
function section(title, days, line) {
  return days.length
    ? html`
        <h2 class="govuk-heading-m">${title}</h2>
        <ul class="govuk-list ap-list">
          ${days.map((day) => html`<li>${line(day)}</li>`)}
        </ul>
      `
    : "";
}

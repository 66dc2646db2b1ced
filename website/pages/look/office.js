// A month of an office, and what can be done about the days that cannot be chosen.

import { html } from "/vendor/lit-html.js";
import { reminder } from "../../lib/device/reminder.js";
import { daysOf, officePageOf } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, instantText } from "../../lib/words/times.js";
import { mapLinks } from "./map.js";
import { legend, month, opensAt, seatsTogether, stateOf } from "./month.js";
import { forPeople, movingNotice, peopleAt } from "./parts.js";

/** @typedef {import("./month.js").Slot} Slot */
/** @typedef {import("./month.js").Day} Day */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/requests/offices.js").Details} Details */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.office_id);
  const [{ office, details }, days] = await Promise.all([officePageOf(id), daysOf(id)]);
  const people = peopleAt(visit);
  const calendar = html`${month(office, days, people)} ${legend()}`;
  const open = days.some((/** @type {Day} */ day) => seatsTogether(day, people));
  return {
    title: office.name,
    back: "/kantor",
    content: html`
      ${movingNotice(visit)} ${details.notice ? html`<p class="govuk-inset-text"><strong>${t("office.notice")}</strong><br /><span lang="id">${details.notice}</span></p>` : ""} ${forPeople(visit, people)}
      ${open
        ? html`<p class="govuk-body">${t("office.lead")}</p>
            ${calendar} ${openings(office, days)} ${elsewhere(office, days)} ${more(days)}`
        : html`${nothingOpen(office, days, people)} ${more(days)} ${openings(office, days)} ${calendar}`}
      ${about(office, details)}
    `,
  };
}

/**
 * What to do where no day has a seat: the same week at other offices is one press away.
 *
 * @param {Office} office
 * @param {Day[]} days
 * @param {number} people
 */
function nothingOpen(office, days, people) {
  const day = ["open", "full", "not_yet_open"].flatMap((state) => days.find((each) => stateOf(each) === state) ?? [])[0];
  return html`
    <p class="govuk-body-l">${counted("office.none_open", people)}</p>
    ${day ? html`<a class="govuk-button" href=${`/kantor/${office.office_id}/${day.date}`}>${t("office.none_open_link")}</a>` : ""}
  `;
}

/**
 * Days whose seats can be taken later: each moment from which seats can be taken, with its days and a reminder.
 *
 * @param {Office} office
 * @param {Day[]} days
 */
function openings(office, days) {
  /** @type {Map<string, Day[]>} */
  const moments = new Map();
  for (const day of days.filter((each) => stateOf(each) === "not_yet_open")) {
    const opens = String(opensAt(day));
    moments.set(opens, [...(moments.get(opens) ?? []), day]);
  }
  return section(t("office.later_title"), [...moments], ([opens_at, [first, ...others]]) => {
    const date = String(first?.date);
    const last = others[others.length - 1]?.date;
    const path = `/kantor/${office.office_id}/${date}`;
    const file = reminder({ office: office.name, date, opens_at, address: location.origin + path });
    const names = { first: dateText(date, { weekday: "long", day: "numeric", month: "long" }), last: last ? dateText(last, { weekday: "long", day: "numeric", month: "long" }) : "" };
    return html`
      <strong>${instantText(opens_at, office.timezone)}</strong>
      <span><a class="govuk-link" href=${path}>${last ? t("office.later_days", names) : t("office.later_day", { first: names.first })}</a></span>
      <a class="govuk-link" href=${file} download=${`antrean-${office.office_id}-${date}.ics`}>
        ${t("office.remind")}<span class="govuk-visually-hidden"> ${dateText(date)}</span></a>
    `;
  });
}

/**
 * Where else there are seats on the days that are full here.
 *
 * @param {Office} office
 * @param {Day[]} days
 */
function elsewhere(office, days) {
  const full = days.filter((day) => stateOf(day) === "full");
  return section(
    t("office.full_title"),
    full,
    ({ date }) => html`<a class="govuk-link" href=${`/kantor/${office.office_id}/${date}`}>${t("office.full_link", { date: dateText(date) })}</a>`,
  );
}

/**
 * That a day which is full may have seats again.
 *
 * @param {Day[]} days
 */
function more(days) {
  return days.some(({ sessions }) => sessions.some((slot) => slot.state === "full")) ? html`<p class="govuk-body">${t("full.more")}</p>` : "";
}

/**
 * What the office tells of itself, in its own words, which are Indonesian, and where to look for it on a map.
 *
 * @param {Office} office
 * @param {Details} details
 */
function about(office, { address, phone, hours, facilities = [], directions, priority }) {
  const told = [
    ["address", address],
    ["phone", phone && html`<a class="govuk-link ap-alone" href=${`tel:${phone.replace(/[^0-9+]/g, "")}`}>${phone}</a>`],
    ["hours", hours],
    ["facilities", facilities.join(", ")],
    ["directions", directions],
    ["priority", priority],
  ].filter(([, value]) => value);
  return html`
    <h2 class="govuk-heading-m">${t("office.about")}</h2>
    <dl class="govuk-summary-list">
      ${told.map(
        ([name, value]) => html`<div class="govuk-summary-list__row">
          <dt class="govuk-summary-list__key">${t(`office.${name}`)}</dt>
          <dd class="govuk-summary-list__value" lang="id">${value}</dd>
        </div>`,
      )}
      <div class="govuk-summary-list__row">
        <dt class="govuk-summary-list__key">${t("map.title")}</dt>
        <dd class="govuk-summary-list__value">${mapLinks(office.name, office)}</dd>
      </div>
    </dl>
  `;
}

/**
 * @template Item
 * @param {string} title
 * @param {Item[]} items
 * @param {(item: Item) => unknown} line
 */
function section(title, items, line) {
  return items.length
    ? html`
        <h2 class="govuk-heading-m">${title}</h2>
        <ul class="ap-list ap-list--lines">
          ${items.map((item) => html`<li>${line(item)}</li>`)}
        </ul>
      `
    : "";
}

// My entry of the waiting list: what I wait for, how many come before me at each office and what was drawn for me, what passed
// me over, the offer that I have, and the way off the list.

import { html } from "/vendor/lit-html.js";
import { MOST_DECLINED, MOST_UNANSWERED } from "../../lib/base/rules.js";
import { form } from "../../lib/forms/form.js";
import { everyOffice } from "../../lib/requests/offices.js";
import { leaveWaiting, ownEntry } from "../../lib/requests/waiting.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, HEADQUARTERS, instantText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";
import { drawn } from "./drawn.js";

/** @typedef {import("../../lib/requests/waiting.js").Entry} Entry */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const [entry, offices] = await Promise.all([ownEntry(), everyOffice()]);
  return {
    title: t("waiting.title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      ${entry ? state(entry) : html`<p class="govuk-body">${t("waiting.none")}</p>`}
      ${entry ? summaryList(rows(entry, offices)) : ""}
      ${entry?.skips.length ? skips(entry, offices) : ""}
      ${entry ? await drawn(visit, entry, zoneOf(entry, offices)) : ""}
      ${entry && entry.state !== "ended"
        ? html`
            <p class="govuk-body">${t("waiting.leave_lead")}</p>
            ${form(visit, "", t("waiting.leave"), leave, { warning: true })}
          `
        : html`<a class="govuk-button" href="/kantor">${t("bookings.begin")}</a>`}
    `,
  };

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function leave(_, tell) {
    tell(t("page.sending"));
    await leaveWaiting({ waiting: () => tell(t("page.waiting")) });
    await visit.again({});
  }
}

/** @param {Entry} entry */
function state({ state: present, why, booking_id: offer }) {
  const numbers = { declined: MOST_DECLINED, unanswered: MOST_UNANSWERED };
  return html`
    <div class="govuk-inset-text">${why ? t(`waiting.ends.${why}`, numbers) : t(`waiting.state.${present}`)}</div>
    ${offer ? html`<a class="govuk-button" href=${`/antrean/${offer}`}>${t("waiting.answer")}</a>` : ""}
  `;
}

/**
 * @param {Entry} entry
 * @param {Office[]} offices
 */
function rows(entry, offices) {
  const { first, last, sessions, applicants, joined_at, declined, unanswered } = entry;
  const from = dateText(first);
  return [
    { name: t("waiting.offices"), value: html`${entry.offices.map((place) => html`<div>${nameOf(place, offices)}${entry.state === "waiting" ? html`: ${before(place)}` : ""}</div>`)}` },
    { name: t("check.date"), value: first === last ? from : t("waiting.from_to", { from, to: dateText(last) }) },
    { name: t("waiting.session_row"), value: sessions.length ? sessions.map((session) => t(`session.${session}`)).join(", ") : t("waiting.any_session") },
    { name: t("offer.people"), value: applicants.map((person) => person.full_name).join(", ") },
    { name: t("waiting.since"), value: instantText(joined_at, zoneOf(entry, offices)) },
    ...(declined ? [{ name: t("waiting.declined"), value: t("waiting.of_most", { count: declined, most: MOST_DECLINED }) }] : []),
    ...(unanswered ? [{ name: t("waiting.unanswered"), value: t("waiting.of_most", { count: unanswered, most: MOST_UNANSWERED }) }] : []),
  ];
}

/** @param {Entry["offices"][number]} place */
function before({ before: count, many }) {
  if (count === undefined) return t("waiting.drawing");
  return count ? t(many ? "waiting.many" : "waiting.before", { count }) : t("waiting.first");
}

/**
 * @param {Entry} entry
 * @param {Office[]} offices
 */
function skips(entry, offices) {
  return html`
    <h2 class="govuk-heading-m">${t("waiting.skips")}</h2>
    <p class="govuk-body">${t("waiting.skips_lead")}</p>
    <ul class="govuk-list ap-list">
      ${entry.skips.map(
        (skip) => html`<li>
          ${nameOf(skip, offices)}, ${dateText(skip.date)}, ${t(`session.${skip.session}`)}<br />
          <span class="ap-list__more">${counted("office.seats", skip.kept)}, ${skip.booked ? t("waiting.booked") : t("waiting.too_few", { people: entry.applicants.length })} (${instantText(skip.at, zoneOf(entry, offices))})</span>
        </li>`,
      )}
    </ul>
  `;
}

/**
 * @param {{office_id: string}} place
 * @param {Office[]} offices
 */
function nameOf({ office_id }, offices) {
  return offices.find((office) => office.office_id === office_id)?.name ?? office_id;
}

/**
 * @param {Entry} entry
 * @param {Office[]} offices
 */
function zoneOf(entry, offices) {
  return offices.find(({ office_id }) => office_id === entry.offices[0]?.office_id)?.timezone ?? HEADQUARTERS;
}

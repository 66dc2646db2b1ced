// My entry of the waiting list: what I wait for, how many come before me, what passed me over, the offer that I have, and
// the way off the list.

import { html } from "/vendor/lit-html.js";
import { form } from "../../lib/forms/form.js";
import { leaveWaiting, ownEntry } from "../../lib/requests/waiting.js";
import { t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/requests/waiting.js").Entry} Entry */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const entry = await ownEntry();
  return {
    title: t("waiting.title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      ${entry ? state(entry) : html`<p class="govuk-body">${t("waiting.none")}</p>`}
      ${entry ? summaryList(rows(entry)) : ""}
      ${entry?.skips.length ? skips(entry) : ""}
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
function state(entry) {
  const said = entry.why ? t(`waiting.ends.${entry.why}`) : t(`waiting.state.${entry.state}`);
  return html`
    <div class="govuk-inset-text"><p class="govuk-body">${said}</p></div>
    ${entry.booking_id ? html`<a class="govuk-button" href=${`/antrean/${entry.booking_id}`}>${t("waiting.answer")}</a>` : ""}
  `;
}

/** @param {Entry} entry */
function rows(entry) {
  const days = entry.first === entry.last ? dateText(entry.first) : `${dateText(entry.first)} – ${dateText(entry.last)}`;
  const [place] = entry.offices;
  const before = place?.before === undefined ? t("waiting.drawing") : t(place.many ? "waiting.many" : "waiting.before", { count: place.before });
  return [
    { name: t("check.date"), value: days },
    { name: t("offer.people"), value: entry.applicants.map((person) => person.full_name).join(", ") },
    ...(entry.state === "waiting" ? [{ name: t("waiting.place"), value: before }] : []),
  ];
}

/** @param {Entry} entry */
function skips(entry) {
  return html`
    <h2 class="govuk-heading-m">${t("waiting.skips")}</h2>
    <ul class="govuk-list ap-list">
      ${entry.skips.map((skip) => html`<li>${t("waiting.skip", { date: dateText(skip.date), kept: skip.kept, people: entry.applicants.length })}</li>`)}
    </ul>
  `;
}

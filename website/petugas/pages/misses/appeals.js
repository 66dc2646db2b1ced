// What citizens say about visits that they missed at this office, the longest waiting first, and taking back a miss of which
// somebody at the counter shows the ticket.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateText, instantText } from "../../../lib/words/times.js";
import { bookingIdOf } from "../../hall/code.js";
import { appealsOf, waiveMiss } from "../../requests/misses.js";
import { office } from "../../scope/office.js";
import { readReason, reasonField } from "../../slots/reason.js";
import { hoursSince, lateness } from "./late.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../requests/misses.js").Appealed} Appealed */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office_id } = await office("supervisors");
  const appeals = await appealsOf(office_id);
  const { errors, done } = visit.state;
  const answered = errors ? "" : visit.query.has("dijawab") ? t("appeals.answered") : visit.query.has("sudah") ? t("appeals.answered_before") : "";
  return {
    title: t("appeals.title"),
    errors,
    announcement: done ?? answered,
    content: html`
      ${done || answered ? html`<div class="govuk-inset-text"><strong>${done ?? answered}</strong></div>` : ""}
      <p class="govuk-body">${t("appeals.lead")}</p>
      ${appeals.length
        ? html`<h2 class="govuk-heading-m">${counted("appeals.waiting", appeals.length)}</h2>
            <ul class="ap-list st-rooms">
              ${appeals.map(line)}
            </ul>`
        : html`<p class="govuk-body">${t("appeals.none")}</p>`}
      ${waiving(visit, office_id)}
    `,
  };
}

/** @param {Appealed} appealed */
function line({ booking_id: id, date, session, timezone, appeal }) {
  return html`
    <li>
      <a class="govuk-link" href=${`/petugas/banding/${id}`}>${t("session.of_day", { date: dateText(date), session: t(`session.${session}`) })}</a>
      <span class="ap-list__more">
        ${t("appeals.since", { hours: hoursSince(appeal), until: instantText(appeal.read_until, timezone) })} ${lateness(appeal)}
      </span>
    </li>
  `;
}

/**
 * @param {Visit} visit
 * @param {string} office_id
 */
function waiving(visit, office_id) {
  const { values, errors } = visit.state;
  return html`
    <h2 class="govuk-heading-m">${t("appeals.waive")}</h2>
    <p class="govuk-body">${t("appeals.waive_lead")}</p>
    ${form(
      visit,
      html`
        ${textField({ name: "code", label: t("appeals.code"), value: values?.code, errors, autocomplete: "off", width: "govuk-input--width-20" })}
        ${reasonField(t("appeals.reason_hint"), values?.reason, errors)}
      `,
      t("appeals.waive_do"),
      async (given) => {
        const id = bookingIdOf(given.code ?? "");
        const { reason, errors: wrong } = readReason(given.reason);
        const found = [...(id ? [] : [{ field: "code", message: t("appeals.code_wrong") }]), ...wrong];
        if (!id || found.length) return visit.again({ values: given, errors: found });
        try {
          await waiveMiss(office_id, id, reason);
        } catch (error) {
          if (!(error instanceof Problem) || error.code !== "not_found") throw error;
          return visit.again({ values: given, errors: [{ field: "code", message: t("appeals.not_missed") }] });
        }
        return visit.again({ done: t("appeals.waived") });
      },
    )}
  `;
}

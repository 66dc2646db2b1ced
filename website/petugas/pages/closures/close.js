// Closing sessions of an office: for which days, then who is hit, then with a reason. Nothing is closed that was not seen
// before: where sessions changed in between, they are shown once more. Below it stand the closures that there are, which
// officers see too: they call people.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { dateField, radioField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateParts, dateText, dateValue, plusDays, today } from "../../../lib/words/times.js";
import { MOST_DAYS } from "../../account/rules.js";
import { closeSessions, closuresOf, previewOf } from "../../requests/closures.js";
import { readReason, reasonField } from "../../slots/reason.js";
import { SESSIONS } from "../../slots/sessions.js";
import { affected, sessionName, slotsTable } from "../../slots/slots.js";
import { office } from "../../scope/office.js";
import { personOf } from "../../scope/person.js";
import { closuresList } from "./list.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {import("../../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../requests/closures.js").ClosedDays} ClosedDays */
/** @typedef {import("../../requests/closures.js").Preview} Preview */

const EVERY_SESSION = "all";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const here = await office("operators", "officers");
  const { groups } = await personOf("operators", "officers");
  const closes = groups.includes("operators");
  const { preview, days } = visit.state;
  if (preview && closes) return seen(visit, here, days, preview);
  const list = closuresList(await closuresOf(here.office_id), here.timezone, closes);
  return closes ? asked(visit, here, list) : { title: t("closures.title", { office: here.name }), content: list };
}

/**
 * Which days, and which sessions.
 *
 * @param {Visit} visit
 * @param {Office} here
 * @param {import("/vendor/lit-html.js").TemplateResult} list
 * @returns {Page}
 */
function asked(visit, { office_id, name, timezone }, list) {
  const { errors } = visit.state;
  const tomorrow = plusDays(today(timezone), 1);
  const values = visit.state.values ?? { ...dateParts("from", tomorrow), ...dateParts("to", tomorrow) };
  return {
    title: t("closing.title", { office: name }),
    errors,
    content: html`
      <p class="govuk-body">${t("closing.lead")}</p>
      ${form(
        visit,
        html`
          ${dateField({ name: "from", legend: t("closing.from"), values, errors })}
          ${dateField({ name: "to", legend: t("closing.to"), values, errors })}
          ${radioField({
            name: "session",
            legend: t("closing.session"),
            value: values.session ?? EVERY_SESSION,
            options: [{ value: EVERY_SESSION, label: t("closing.every_session") }, ...SESSIONS.map((value) => ({ value, label: sessionName(value) }))],
          })}
        `,
        t("closing.look"),
        async (given) => {
          const { days, errors: wrong } = readDays(given, today(timezone));
          if (!days) return visit.again({ values: given, errors: wrong });
          await visit.again({ values: given, days, preview: await previewOf(office_id, days) });
        },
      )}
      <h2 class="govuk-heading-m">${t("closures.heading")}</h2>
      ${list}
    `,
  };
}

/**
 * Who would lose their place, and the reason that they are told.
 *
 * @param {Visit} visit
 * @param {Office} here
 * @param {ClosedDays} days
 * @param {Preview} preview
 * @returns {Page}
 */
function seen(visit, { office_id }, days, preview) {
  const { values, errors, changed } = visit.state;
  const kept = { values, days, preview };
  return {
    title: t("closing.preview_title"),
    errors,
    announcement: changed ? t("closing.changed") : "",
    content: html`
      ${changed ? html`<div class="govuk-inset-text"><strong>${t("closing.changed")}</strong></div>` : ""}
      <p class="govuk-body">
        ${t("closing.days", { from: dateText(days.from), to: dateText(days.to), session: days.session ? sessionName(days.session) : t("closing.every_session") })}
      </p>
      ${preview.slots.length
        ? html`
            ${affected(preview)} ${slotsTable(preview.slots)}
            ${form(
              visit,
              reasonField(t("closing.reason_hint"), values?.reason, errors),
              t("closing.close", { sessions: counted("closing.sessions", preview.slots.length) }),
              async (given) => {
                const { reason, errors: wrong } = readReason(given.reason);
                const answers = { ...values, reason: given.reason };
                if (wrong.length) return visit.again({ ...kept, values: answers, errors: wrong });
                try {
                  const { closure_id } = await closeSessions(office_id, preview, { ...days, reason });
                  await visit.go(`/petugas/penutupan/${closure_id}`);
                } catch (error) {
                  if (!(error instanceof Problem && ["version_conflict", "not_found"].includes(error.code))) throw error;
                  await visit.again({ values: answers, days, preview: await previewOf(office_id, days), changed: true });
                }
              },
              { warning: true, state: kept },
            )}
          `
        : html`<p class="govuk-body">${t("closing.nothing")}</p>`}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ values })}>${t("closing.other_days")}</button>
    `,
  };
}

/**
 * The days as they are asked for, or what is wrong with them.
 *
 * @param {Record<string, string>} given
 * @param {string} now today at the office
 * @returns {{days: ClosedDays | null, errors: FieldError[]}}
 */
function readDays(given, now) {
  const [from, to] = [dateValue("from", given), dateValue("to", given)];
  /** @type {FieldError[]} */
  const errors = [];
  if (!from || from < now) errors.push({ field: "from-day", message: t(from ? "closing.over" : "closing.no_date") });
  if (!to) errors.push({ field: "to-day", message: t("closing.no_date") });
  else if (from && to < from) errors.push({ field: "to-day", message: t("closing.wrong_order") });
  else if (from && to >= plusDays(from, MOST_DAYS)) errors.push({ field: "to-day", message: t("closing.too_long", { most: MOST_DAYS }) });
  if (errors.length || !from || !to) return { days: null, errors };
  const one = SESSIONS.find((session) => session === given.session);
  return { days: { from, to, ...(one && { session: one }) }, errors };
}

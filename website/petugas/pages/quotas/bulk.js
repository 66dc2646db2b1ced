// The same capacity for many sessions: weekdays in a range of dates at several offices. First what is different, and what
// cannot be; then one session after another is saved, each at the version that was seen.

import { html } from "/vendor/lit-html.js";
import { compact } from "../../../lib/base/text.js";
import { dateField, radioField, textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateParts, dateValue, plusDays, today } from "../../../lib/words/times.js";
import { LARGEST_CAPACITY, MOST_DAYS } from "../../account/rules.js";
import { changeQuota, quotasOf } from "../../requests/quotas.js";
import { boxesField } from "../../slots/boxes.js";
import { eachOf, planOf, saveAll } from "../../slots/bulk.js";
import { readReason, reasonField } from "../../slots/reason.js";
import { LANES_OF_THE_DOOR, SESSIONS } from "../../slots/sessions.js";
import { sessionName, slotText } from "../../slots/slots.js";
import { WEEKDAYS, weekdayName } from "../../slots/weekdays.js";
import { office, officesOf } from "../../scope/office.js";
import { personOf } from "../../scope/person.js";
import { readWhere, tickedFor, whereField } from "../../scope/where.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../requests/quotas.js").Quota} Quota */
/** @typedef {import("../../slots/bulk.js").Plan} Plan */
/** @typedef {import("../../slots/bulk.js").Outcome} Outcome */
/** @typedef {{plan: Plan, capacity: number, reason: string}} Check */

const LAST_WORKDAY = 4;
const BACK = "/petugas/kuota";
const EVERY = "every";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const here = await office("operators");
  const offices = await officesOf(await personOf("operators"));
  const { check, outcome } = visit.state;
  if (outcome) return ended(visit, offices, outcome);
  return check ? checked(visit, offices, check) : asked(visit, offices, here);
}

/**
 * @param {Visit} visit
 * @param {Office[]} offices
 * @param {Office} here
 * @returns {Page}
 */
function asked(visit, offices, here) {
  const { errors } = visit.state;
  const now = today(here.timezone);
  /** @type {Record<string, string>} */
  const values = visit.state.values ?? {
    ...Object.fromEntries(WEEKDAYS.filter((day) => day <= LAST_WORKDAY).map((day) => [`weekday-${day}`, "yes"])),
    ...dateParts("from", plusDays(now, 1)),
    ...dateParts("to", plusDays(now, 30)),
    session: EVERY,
    ...tickedFor([here.office_id]),
  };
  const ticked = (/** @type {string} */ name) => values[name] === "yes";
  return {
    title: t("bulk.title"),
    back: BACK,
    errors,
    content: html`
      <p class="govuk-body">${t("bulk.lead")}</p>
      <p class="govuk-body">${t("bulk.resumable")}</p>
      ${form(
        visit,
        html`
          ${textField({ name: "capacity", label: t("bulk.capacity"), value: values.capacity, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-5" })}
          ${boxesField({
            legend: t("bulk.weekdays"),
            boxes: WEEKDAYS.map((day) => ({ name: `weekday-${day}`, label: weekdayName(day) })),
            ticked,
            errors,
          })}
          ${radioField({
            name: "session",
            legend: t("bulk.session"),
            value: values.session,
            errors,
            options: [{ value: EVERY, label: t("bulk.each_session") }, ...[...SESSIONS, ...LANES_OF_THE_DOOR].map((session) => ({ value: session, label: sessionName(session) }))],
          })}
          ${dateField({ name: "from", legend: t("bulk.from"), values, errors })} ${dateField({ name: "to", legend: t("bulk.to"), values, errors })}
          ${offices.length > 1 ? whereField({ offices, everywhere: true, values, errors }) : ""}
          ${reasonField(t("bulk.reason_hint"), values.reason, errors)}
        `,
        t("bulk.look"),
        (given) => lookAhead(visit, offices, now, given),
      )}
    `,
  };
}

/**
 * Judge the answers, and see what is different from them at each office.
 *
 * @param {Visit} visit
 * @param {Office[]} offices
 * @param {string} now
 * @param {Record<string, string>} given
 */
async function lookAhead(visit, offices, now, given) {
  const { reason, errors: ofReason } = readReason(given.reason);
  /** @type {import("../../../lib/frame/error_summary.js").FieldError[]} */
  const errors = [];
  const typed = compact(String(given.capacity));
  const capacity = /^\d+$/.test(typed) ? Number(typed) : NaN;
  if (!(capacity <= LARGEST_CAPACITY)) errors.push({ field: "capacity", message: t("slot.capacity_wrong", { most: LARGEST_CAPACITY }) });
  const weekdays = WEEKDAYS.filter((day) => given[`weekday-${day}`]);
  if (!weekdays.length) errors.push({ field: "weekday-0", message: t("bulk.no_weekday") });
  const from = dateValue("from", given);
  const to = dateValue("to", given);
  if (!from || from < now) errors.push({ field: "from-day", message: t("bulk.wrong_from") });
  if (!to || (from && to < from)) errors.push({ field: "to-day", message: t("bulk.wrong_to") });
  else if (from && to >= plusDays(from, MOST_DAYS)) errors.push({ field: "to-day", message: t("bulk.too_long", { most: MOST_DAYS }) });
  const every = offices.map(({ office_id }) => office_id);
  const chosen = offices.length === 1 || given.every ? every : readWhere(given, offices);
  if (!chosen.length) errors.push({ field: "where", message: t("bulk.no_office") });
  errors.push(...ofReason);
  if (errors.length || !from || !to) return visit.again({ values: given, errors });
  const session = given.session === EVERY ? "" : String(given.session);
  const quotas = (await eachOf(chosen, (office_id) => quotasOf(office_id, from, to))).flat();
  const plan = planOf(quotas, { weekdays, session, from, to, capacity });
  await visit.again({ values: given, check: { plan, capacity, reason } });
}

/**
 * What would be different, and what cannot be.
 *
 * @param {Visit} visit
 * @param {Office[]} offices
 * @param {Check} check
 * @returns {Page}
 */
function checked(visit, offices, check) {
  const { values, errors } = visit.state;
  const { plan, capacity, reason } = check;
  const { changes, impossible, same } = plan;
  return {
    title: t("bulk.check_title"),
    back: BACK,
    errors,
    content: html`
      <p class="govuk-body">${changes.length ? counted("bulk.different", changes.length) : t("bulk.nothing")} ${same ? counted("bulk.same", same) : ""}</p>
      ${changes.length ? html`<p class="govuk-body">${t("slot.because", { reason })}</p><p class="govuk-body">${t("affected.nobody")}</p>` : ""}
      ${changes.length ? table(t("bulk.changes"), offices, changes, ({ capacity: before }) => `${before} → ${capacity}`) : ""}
      ${impossible.length
        ? table(t("bulk.impossible"), offices, impossible, (quota) => t("bulk.taken", { capacity: quota.capacity, taken: quota.taken }))
        : ""}
      ${changes.length
        ? html`
            <p class="govuk-body">${t("bulk.resumable")}</p>
            ${form(visit, "", t("bulk.save"), (_, tell) => save(visit, check, tell), { state: { values, check } })}
          `
        : ""}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Check} check
 * @param {(text: string) => void} tell
 */
async function save(visit, { plan: { changes }, capacity, reason }, tell) {
  const { values } = visit.state;
  const said = (/** @type {number} */ done) => tell(t("bulk.progress", { done, count: changes.length }));
  said(0);
  const outcome = await saveAll(changes, (quota) => changeQuota(quota, { capacity, reason }), said);
  await visit.again({ values, outcome });
}

/**
 * What was saved, what was not and why, and how to go on.
 *
 * @param {Visit} visit
 * @param {Office[]} offices
 * @param {Outcome} outcome
 * @returns {Page}
 */
function ended(visit, offices, { saved, refused, left }) {
  const { values } = visit.state;
  return {
    title: t(left || refused.length ? "bulk.partly_title" : "bulk.saved_title"),
    back: BACK,
    content: html`
      <p class="govuk-body">${counted("bulk.saved", saved)}</p>
      ${left ? html`<div class="govuk-inset-text">${counted("bulk.left", left)}</div>` : ""}
      ${refused.length
        ? table(
            t("bulk.refused"),
            offices,
            refused.map(({ quota }) => quota),
            (quota) => {
              const refusal = refused.find((each) => each.quota === quota);
              return t(`bulk.why.${refusal?.why ?? "refused"}`, { capacity: quota.capacity, taken: quota.taken, code: refusal?.code ?? "" });
            },
          )
        : ""}
      ${left || refused.length
        ? html`<button type="button" class="govuk-button" @click=${() => visit.again({ values })}>${t("bulk.look_again")}</button>`
        : html`<a class="govuk-link ap-alone" href=${BACK}>${t("bulk.to_quotas")}</a>`}
    `,
  };
}

/**
 * @param {string} caption
 * @param {Office[]} offices
 * @param {Quota[]} quotas
 * @param {(quota: Quota) => string} told
 */
function table(caption, offices, quotas, told) {
  const several = new Set(quotas.map(({ office_id }) => office_id)).size > 1;
  const nameOf = (/** @type {string} */ id) => offices.find(({ office_id }) => office_id === id)?.name ?? id;
  return html`
    <table class="govuk-table st-table">
      <caption class="govuk-table__caption govuk-table__caption--m">${caption}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <th class="govuk-table__header" scope="col">${t("affected.session")}</th>
          ${several ? html`<th class="govuk-table__header" scope="col">${t("office.legend")}</th>` : ""}
          <th class="govuk-table__header" scope="col">${t("slot.capacity")}</th>
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        ${quotas.map(
          (quota) => html`<tr class="govuk-table__row">
            <th class="govuk-table__header" scope="row">${slotText(quota)}</th>
            ${several ? html`<td class="govuk-table__cell">${nameOf(quota.office_id)}</td>` : ""}
            <td class="govuk-table__cell">${told(quota)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

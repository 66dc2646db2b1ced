// One session of a day: how many seats it has and whether it is open, changed with a reason. What is different, and who
// is hit, stands on the page before anything is written; what somebody else changed meanwhile is shown, and not overwritten.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { compact } from "../../../lib/base/text.js";
import { radioField, textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { announce } from "../../../lib/frame/frame.js";
import { counted, t } from "../../../lib/words/texts.js";
import { instantText } from "../../../lib/words/times.js";
import { LARGEST_CAPACITY } from "../../account/rules.js";
import { summaryList } from "../../frame/summary.js";
import { previewOf } from "../../requests/closures.js";
import { changeQuota, quotaOf, waitingAt, wantedOf } from "../../requests/quotas.js";
import { readReason, reasonField } from "../../slots/reason.js";
import { LANES_OF_THE_DOOR } from "../../slots/sessions.js";
import { affected, slotText } from "../../slots/slots.js";
import { office } from "../../scope/office.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../requests/quotas.js").Quota} Quota */
/** @typedef {import("../../requests/quotas.js").QuotaChange} QuotaChange */
/** @typedef {import("../../requests/closures.js").Preview} Preview */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { date = "", session = "" } = visit.params;
  const { office_id, timezone } = await office("operators");
  /** @type {{quota: Quota, check?: {change: QuotaChange, preview: Preview | null}}} */
  const { quota = await quotaOf(office_id, date, session), check } = visit.state;
  const back = `/petugas/kuota/${date}`;
  return check ? checked(visit, quota, check, back) : asked(visit, quota, wantedOf(await waitingAt(office_id), quota), timezone, back);
}

/**
 * The questions: the present state is what they are answered with.
 *
 * @param {Visit} visit
 * @param {Quota} quota
 * @param {import("../../requests/quotas.js").Wanted | undefined} wanted
 * @param {string} timezone
 * @param {string} back
 * @returns {Page}
 */
function asked(visit, quota, wanted, timezone, back) {
  const { errors, values, conflict } = visit.state;
  return {
    title: slotText(quota),
    back,
    errors,
    announcement: conflict ? t("slot.conflict") : "",
    content: html`
      ${conflict ? html`<div class="govuk-inset-text"><strong>${t("slot.conflict")}</strong></div>` : ""}
      ${summaryList([
        ["slot.taken", String(quota.taken)],
        ["slot.left", String(quota.seats_left)],
        quota.seats_kept ? ["slot.kept", String(quota.seats_kept)] : "",
        ["slot.capacity", String(quota.capacity)],
        wanted ? ["slot.waiting", t("slot.wanted", { parties: counted("quotas.parties", wanted.parties), people: counted("quotas.people", wanted.people) })] : "",
        ["slot.state", t(`slot.is.${quota.state}`)],
        quota.reason ? ["slot.reason", html`<span lang="id">${quota.reason}</span>`] : "",
        ofDoor(quota) ? "" : ["slot.opens", instantText(quota.opens_at, timezone)],
      ])}
      ${quota.closure_id
        ? html`<p class="govuk-body">${t("slot.by_closure")} <a class="govuk-link" href=${`/petugas/penutupan/${quota.closure_id}`}>${t("slot.to_closure")}</a></p>`
        : ""}
      <h2 class="govuk-heading-m">${t("slot.change")}</h2>
      ${form(
        visit,
        html`
          ${textField({ name: "capacity", label: t("slot.capacity"), hint: t("slot.capacity_hint", { taken: quota.taken }), value: values?.capacity ?? String(quota.capacity), errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-5" })}
          ${quota.closure_id
            ? ""
            : radioField({
                name: "state",
                legend: t("slot.state"),
                value: values?.state ?? quota.state,
                errors,
                options: [
                  { value: "open", label: t("slot.is.open") },
                  { value: "closed", label: t("slot.is.closed"), hint: t(ofDoor(quota) ? "slot.closed_lane_hint" : "slot.closed_hint") },
                ],
              })}
          ${reasonField(t("slot.reason_hint"), values?.reason, errors)}
        `,
        t("slot.look"),
        (given) => lookAhead(visit, quota, given),
        { state: { quota } },
      )}
    `,
  };
}

/**
 * Whether a quota is of a lane whose numbers are given at the door.
 *
 * @param {Quota} quota
 */
function ofDoor({ session }) {
  return LANES_OF_THE_DOOR.includes(session);
}

/**
 * Judge the answers, ask whom they would hit, and show both.
 *
 * @param {Visit} visit
 * @param {Quota} quota
 * @param {Record<string, string>} given
 */
async function lookAhead(visit, quota, given) {
  const { reason, errors } = readReason(given.reason);
  const typed = compact(String(given.capacity));
  const capacity = /^\d+$/.test(typed) ? Number(typed) : NaN;
  if (!(capacity <= LARGEST_CAPACITY)) {
    errors.unshift({ field: "capacity", message: t("slot.capacity_wrong", { most: LARGEST_CAPACITY }) });
  } else if (capacity < quota.taken) {
    errors.unshift({ field: "capacity", message: t("slot.below_taken", { taken: quota.taken }) });
  }
  const state = given.state === "open" || given.state === "closed" ? given.state : quota.state;
  if (!errors.length && capacity === quota.capacity && state === quota.state) {
    errors.push({ field: "capacity", message: t("slot.unchanged") });
  }
  if (errors.length) return visit.again({ quota, values: given, errors });
  /** @type {QuotaChange} */
  const change = { ...(capacity !== quota.capacity && { capacity }), ...(state !== quota.state && { state }), reason };
  const { office_id, date, session } = quota;
  const preview = change.state === "closed" ? await previewOf(office_id, { from: date, to: date, session }) : null;
  await visit.again({ quota, values: given, check: { change, preview } });
}

/**
 * What would be different, and for whom.
 *
 * @param {Visit} visit
 * @param {Quota} quota
 * @param {{change: QuotaChange, preview: Preview | null}} check
 * @param {string} back
 * @returns {Page}
 */
function checked(visit, quota, check, back) {
  const { values, errors } = visit.state;
  const { change, preview } = check;
  const more = (change.capacity ?? quota.capacity) - quota.capacity;
  return {
    title: t("slot.check_title"),
    back,
    errors,
    content: html`
      <p class="govuk-body">${slotText(quota)}</p>
      <table class="govuk-table st-table">
        <caption class="govuk-visually-hidden">${t("slot.check_title")}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <td class="govuk-table__cell"></td>
            <th class="govuk-table__header" scope="col">${t("slot.now")}</th>
            <th class="govuk-table__header" scope="col">${t("slot.then")}</th>
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${change.capacity === undefined ? "" : difference("slot.capacity", String(quota.capacity), String(change.capacity))}
          ${change.state === undefined ? "" : difference("slot.state", t(`slot.is.${quota.state}`), t(`slot.is.${change.state}`))}
        </tbody>
      </table>
      <p class="govuk-body">${t("slot.because", { reason: change.reason })}</p>
      ${more > 0 ? html`<p class="govuk-body">${t("slot.more", { count: more })}</p>` : ""}
      ${preview ? affected(preview) : html`<p class="govuk-body">${t("affected.nobody")}</p>`}
      ${form(visit, "", t(preview?.parties ? "slot.close" : "slot.save"), () => save(visit, quota, check), {
        warning: Boolean(preview?.parties),
        state: { quota, check },
      })}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ quota, values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Quota} quota
 * @param {{change: QuotaChange, preview: Preview | null}} check
 */
async function save(visit, quota, { change }) {
  const { values } = visit.state;
  try {
    const changed = await changeQuota(quota, change);
    await visit.go(change.state === "closed" && changed.closure_id ? `/petugas/penutupan/${changed.closure_id}` : `/petugas/kuota/${quota.date}`);
    announce(t("slot.saved"));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const present = error.document.quota;
    if (error.code === "version_conflict") return visit.again({ quota: present, values, conflict: true });
    if (error.code === "capacity_below_taken") {
      return visit.again({ quota: present, values, errors: [{ field: "capacity", message: t("slot.below_taken", { taken: present.taken }) }] });
    }
    if (error.code === "reopen_first") return visit.again({ quota: present, values, errors: [{ field: "", message: t("slot.reopen_first") }] });
    throw error;
  }
}

/**
 * @param {string} key
 * @param {string} before
 * @param {string} after
 */
function difference(key, before, after) {
  return html`<tr class="govuk-table__row">
    <th class="govuk-table__header" scope="row">${t(key)}</th>
    <td class="govuk-table__cell">${before}</td>
    <td class="govuk-table__cell"><strong>${after}</strong></td>
  </tr>`;
}

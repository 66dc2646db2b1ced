// A person of the staff: who they are, what they may do and where, whether they may log in; and the way in for who lost it.
// Nothing is changed that was not looked at before, and nobody changes themselves.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { form } from "../../../lib/forms/form.js";
import { everyOffice } from "../../../lib/requests/offices.js";
import { t } from "../../../lib/words/texts.js";
import { isSameState, memberFields, memberTable, readMember, valuesOf } from "../../members/member.js";
import { refusedFields } from "../../members/refused.js";
import { inviteAgain, memberOf, putMember } from "../../requests/staff.js";
import { officesOf } from "../../scope/office.js";
import { EVERY_OFFICE, personOf } from "../../scope/person.js";
import { readReason, reasonField } from "../../slots/reason.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../members/member.js").Scope} Scope */
/** @typedef {import("../../members/member.js").Wish} Wish */
/** @typedef {import("../../requests/staff.js").Member} Member */

const BACK = "/petugas/petugas";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const who = await personOf("administrators");
  const every = await everyOffice();
  /** @type {{member: Member, wish?: Wish, resetting?: boolean}} */
  const { member = await memberOf(visit.params.staff_id), wish, resetting } = visit.state;
  if (member.staff_id === who.staff_id) return oneself(member, every);
  if (resetting) return reset(visit, member);
  const scope = { offices: await officesOf(who), everywhere: who.offices.includes(EVERY_OFFICE) };
  return wish ? checked(visit, member, wish, every) : asked(visit, member, scope, every);
}

/**
 * The own account, which is not one's own to change.
 *
 * @param {Member} member
 * @param {Office[]} every
 * @returns {Page}
 */
function oneself(member, every) {
  return {
    title: member.name || member.username,
    back: BACK,
    content: html`<div class="govuk-inset-text">${t("member.oneself")}</div>
      ${memberTable(undefined, member, every)}`,
  };
}

/**
 * @param {Visit} visit
 * @param {Member} member
 * @param {Scope} scope
 * @param {Office[]} every
 * @returns {Page}
 */
function asked(visit, member, scope, every) {
  const { errors, conflict, saved, invited } = visit.state;
  const values = visit.state.values ?? valuesOf(member);
  const told = conflict
    ? t("member.conflict")
    : saved
      ? t("slot.saved")
      : invited || visit.query.has("diundang")
        ? t("member.mailed", { email: member.email })
        : "";
  return {
    title: member.name || member.username,
    back: BACK,
    errors,
    announcement: told,
    content: html`
      ${told ? html`<div class="govuk-inset-text"><strong>${told}</strong></div>` : ""}
      ${conflict ? memberTable(member, conflict, every) : ""}
      <p class="govuk-body">${t("member.logs_in_as", { username: member.username })}</p>
      ${form(
        visit,
        memberFields({ values, scope, isNew: false, errors }),
        t("slot.look"),
        (given) => {
          const { wish, errors: wrong } = readMember(given, scope, member.username);
          if (!wrong.length && isSameState(wish.state, member)) wrong.push({ field: "name", message: t("slot.unchanged") });
          return visit.again({ member, values: given, ...(wrong.length ? { errors: wrong } : { wish }) });
        },
        { state: { member } },
      )}
      ${member.enabled && member.email
        ? html`
            <h2 class="govuk-heading-m">${t("member.lost")}</h2>
            <p class="govuk-body">${t("member.lost_more", { email: member.email })}</p>
            <button type="button" class="govuk-button govuk-button--secondary" @click=${() => visit.again({ member, resetting: true })}>${t("member.reset")}</button>
          `
        : ""}
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Member} member
 * @param {Wish} wish
 * @param {Office[]} every
 * @returns {Page}
 */
function checked(visit, member, wish, every) {
  const { values, errors } = visit.state;
  const dismissed = member.enabled && !wish.state.enabled;
  return {
    title: t("slot.check_title"),
    back: BACK,
    errors,
    content: html`
      ${memberTable(member, wish.state, every)}
      <p class="govuk-body">${t(dismissed ? "member.dismissed" : "member.in_force")}</p>
      <p class="govuk-body">${t("slot.because", { reason: wish.reason })}</p>
      ${form(visit, "", t(dismissed ? "member.dismiss" : "slot.save"), () => save(visit, member, wish), { warning: dismissed, state: { member, values, wish } })}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ member, values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Member} member
 * @param {Wish} wish
 */
async function save(visit, member, { username, state, reason }) {
  const { values } = visit.state;
  try {
    const changed = await putMember(username, member, { ...state, reason });
    await visit.again({ member: changed, saved: true });
  } catch (error) {
    const errors = refusedFields(error);
    if (errors) return visit.again({ member, values, errors });
    if (!(error instanceof Problem) || error.code !== "version_conflict") throw error;
    await visit.again({ member: error.document.member ?? (await memberOf(member.staff_id)), values, conflict: state });
  }
}

/**
 * Why somebody gets a new password and authenticator.
 *
 * @param {Visit} visit
 * @param {Member} member
 * @returns {Page}
 */
function reset(visit, member) {
  const { errors, values } = visit.state;
  const kept = { member, resetting: true };
  return {
    title: t("member.reset_title", { name: member.name || member.username }),
    back: BACK,
    errors,
    content: html`
      <p class="govuk-body">${t("member.lost_more", { email: member.email })}</p>
      ${form(
        visit,
        reasonField(t("bulk.reason_hint"), values?.reason, errors),
        t("member.reset"),
        async (given) => {
          const { reason, errors: wrong } = readReason(given.reason);
          if (wrong.length) return visit.again({ ...kept, values: given, errors: wrong });
          const changed = await inviteAgain(member, reason);
          await visit.again({ member: changed, invited: true });
        },
        { warning: true, state: kept },
      )}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ member })}>${t("member.keep")}</button>
    `,
  };
}

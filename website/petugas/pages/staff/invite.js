// Inviting somebody: who they are, what they may do and where; looked at once more before the invitation is mailed.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { form } from "../../../lib/forms/form.js";
import { everyOffice } from "../../../lib/requests/offices.js";
import { t } from "../../../lib/words/texts.js";
import { memberFields, memberTable, readMember } from "../../members/member.js";
import { refusedFields } from "../../members/refused.js";
import { putMember } from "../../requests/staff.js";
import { officesOf } from "../../scope/office.js";
import { EVERY_OFFICE, personOf } from "../../scope/person.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../members/member.js").Scope} Scope */
/** @typedef {import("../../members/member.js").Wish} Wish */

const BACK = "/petugas/petugas";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const who = await personOf("administrators");
  const scope = { offices: await officesOf(who), everywhere: who.offices.includes(EVERY_OFFICE) };
  const { wish } = visit.state;
  return wish ? checked(visit, wish, await everyOffice()) : asked(visit, scope);
}

/**
 * @param {Visit} visit
 * @param {Scope} scope
 * @returns {Page}
 */
function asked(visit, scope) {
  const { errors } = visit.state;
  /** @type {Record<string, string>} */
  const values = visit.state.values ?? (scope.offices.length === 1 ? { [`office-${scope.offices[0]?.office_id}`]: "yes" } : {});
  return {
    title: t("member.invite"),
    back: BACK,
    errors,
    content: form(visit, memberFields({ values, scope, isNew: true, errors }), t("slot.look"), (given) => {
      const { wish, errors: wrong } = readMember(given, scope);
      return visit.again({ values: given, ...(wrong.length ? { errors: wrong } : { wish }) });
    }),
  };
}

/**
 * @param {Visit} visit
 * @param {Wish} wish
 * @param {Office[]} every
 * @returns {Page}
 */
function checked(visit, wish, every) {
  const { values, errors } = visit.state;
  return {
    title: t("slot.check_title"),
    back: BACK,
    errors,
    content: html`
      <p class="govuk-body">${t("member.logs_in_as", { username: wish.username })}</p>
      ${memberTable(undefined, wish.state, every)}
      <p class="govuk-body">${t("member.mails", { email: wish.state.email })}</p>
      <p class="govuk-body">${t("slot.because", { reason: wish.reason })}</p>
      ${form(visit, "", t("member.send"), () => invite(visit, wish), { state: { values, wish } })}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Wish} wish
 */
async function invite(visit, { username, state, reason }) {
  const { values } = visit.state;
  try {
    const { staff_id } = await putMember(username, undefined, { ...state, reason });
    await visit.go(`${BACK}/${staff_id}?diundang=1`);
  } catch (error) {
    const taken = error instanceof Problem && error.code === "version_conflict" && [{ field: "username", message: t("member.taken", { username }) }];
    const errors = taken || refusedFields(error);
    if (!errors) throw error;
    await visit.again({ values: { ...values, username: taken ? username : (values.username ?? "") }, errors });
  }
}

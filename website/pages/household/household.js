// The household that is kept on the account: who is in it; each can be changed or forgotten.

import { html } from "/vendor/lit-html.js";
import { MOST_HOUSEHOLD } from "../../lib/base/rules.js";
import { forgetMember, ownHousehold } from "../../lib/requests/household.js";
import { actionButton } from "../../lib/forms/form.js";
import { t } from "../../lib/words/texts.js";
import { offerToMove } from "../parts/kept_before.js";

/** @typedef {import("../../lib/requests/household.js").Member} Member */

const PATH = "/akun/keluarga";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  /** @type {Member[]} */
  const members = visit.state.members ?? (await ownHousehold());
  return {
    title: t("household.title"),
    back: "/akun",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("household.lead")}</p>
      ${offerToMove(visit)}
      ${members.length ? html`<dl class="govuk-summary-list">${members.map(row)}</dl>` : html`<p class="govuk-body">${t("household.nobody")}</p>`}
      ${members.length < MOST_HOUSEHOLD
        ? html`<p class="govuk-body"><a class="govuk-button" href=${`${PATH}/baru`}>${t("people.add")}</a></p>`
        : html`<p class="govuk-body">${t("household.full", { count: MOST_HOUSEHOLD })}</p>`}
    `,
  };

  /** @param {Member} member */
  function row({ member_id, relation, full_name, nik_masked }) {
    const hidden = html`<span class="govuk-visually-hidden"> ${full_name}</span>`;
    const forget = async () => visit.again({ members: await forgetMember(member_id) });
    return html`
      <div class="govuk-summary-list__row">
        <dt class="govuk-summary-list__key">${t(`relation.${relation}`)}</dt>
        <dd class="govuk-summary-list__value">${full_name}<br />NIK ${nik_masked}</dd>
        <dd class="govuk-summary-list__actions">
          <a class="govuk-link ap-action" href=${`${PATH}/${member_id}`}>${t("people.change")}${hidden}</a>
          ${actionButton(visit, html`${t("people.remove")}${hidden}`, forget, t("household.forgotten", { name: full_name }), "ap-link-button")}
        </dd>
      </div>
    `;
  }
}

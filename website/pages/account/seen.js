// Who of the staff has looked at one's data: in which role, at which office, when and why.

import { html } from "/vendor/lit-html.js";
import { everyOffice } from "../../lib/requests/offices.js";
import { looks } from "../../lib/requests/own_account.js";
import { has, t } from "../../lib/words/texts.js";
import { HEADQUARTERS, dateAt, dateText, instantText } from "../../lib/words/times.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show() {
  const [sights, offices] = await Promise.all([looks(), everyOffice()]);
  return {
    title: t("seen.title"),
    back: "/akun",
    content: html`
      <p class="govuk-body">${t("seen.lead")}</p>
      ${sights.length ? html`<ul class="govuk-list govuk-list--spaced">${sights.map(line)}</ul>` : html`<p class="govuk-body">${t("seen.nobody")}</p>`}
    `,
  };

  /** @param {import("../../lib/requests/own_account.js").Sight} sight */
  function line({ role, office_id, at, why, daily }) {
    const office = offices.find((each) => each.office_id === office_id);
    const zone = office?.timezone ?? HEADQUARTERS;
    const when = daily ? dateText(dateAt(new Date(at), zone)) : instantText(at, zone);
    const reason = has(`seen.why.${why}`) ? t(`seen.why.${why}`) : "";
    return html`<li><strong>${when}</strong><br />${has(`seen.role.${role}`) ? t(`seen.role.${role}`) : role}, ${office?.name ?? office_id}. ${reason}</li>`;
  }
}

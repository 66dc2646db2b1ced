// Who was called out of turn today, and why: each supervisor of the office reads what the others did.

import { html } from "/vendor/lit-html.js";
import { t } from "../../../lib/words/texts.js";
import { here } from "../../hall/here.js";
import { overtakingsOf } from "../../hall/requests.js";
import { office } from "../../scope/office.js";

/** @typedef {import("../../hall/requests.js").Overtaking} Overtaking */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show() {
  const { office_id, name } = await office("supervisors");
  const { clock } = await here();
  const found = await overtakingsOf(office_id);
  return {
    title: t("overtakings.title"),
    back: "/petugas/hari-ini",
    content: html`
      <p class="govuk-body">${t("overtakings.lead", { office: name })}</p>
      ${found.length ? table(found, clock) : html`<p class="govuk-body">${t("overtakings.none")}</p>`}
    `,
  };
}

/**
 * @param {Overtaking[]} found the earliest first
 * @param {(instant: string) => string} clock
 */
function table(found, clock) {
  return html`
    <table class="govuk-table pd-table">
      <caption class="govuk-visually-hidden">${t("overtakings.title")}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          ${["at", "number", "counter", "reason"].map((column) => html`<th scope="col" class="govuk-table__header">${t(`overtakings.column.${column}`)}</th>`)}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        ${found.map(
          ({ at, number, counter, reason, mine }) => html`<tr class="govuk-table__row">
            <td class="govuk-table__cell">${clock(at)}</td>
            <th scope="row" class="govuk-table__header">${number ?? ""}</th>
            <td class="govuk-table__cell">${counter} ${mine ? html`<strong class="govuk-tag">${t("overtakings.mine")}</strong>` : ""}</td>
            <td class="govuk-table__cell"><span lang="id">${reason}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

// Sessions in words, and who is hit when some are closed.

import { html } from "/vendor/lit-html.js";
import { counted, has, t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";

/**
 * The name of a session, such as "pagi".
 *
 * @param {string} session
 */
export function sessionName(session) {
  return has(`session.${session}`) ? t(`session.${session}`) : session;
}

/**
 * A session of a day, such as "Selasa, 8 Desember 2026, pagi".
 *
 * @param {{date: string, session: string}} slot
 */
export function slotText({ date, session }) {
  return t("session.of_day", { date: dateText(date), session: sessionName(session) });
}

/**
 * How many parties and people lose their place, and whom of them no mail reaches.
 *
 * @param {import("../requests/closures.js").Preview} preview
 */
export function affected({ parties, people, slots }) {
  if (!parties) return html`<p class="govuk-body">${t("affected.nobody")}</p>`;
  const unreachable = slots.reduce((sum, slot) => sum + slot.unreachable, 0);
  return html`
    <div class="govuk-inset-text">
      <p class="govuk-body">
        <strong>${t("affected.lose", { parties: counted("affected.parties", parties), people: counted("affected.people", people) })}</strong>
        ${t("affected.letters")}
      </p>
      ${unreachable ? html`<p class="govuk-body">${t("affected.unreachable", { parties: counted("affected.parties", unreachable) })}</p>` : ""}
    </div>
  `;
}

/**
 * Each session that would be closed, with who is booked there.
 *
 * @param {import("../requests/closures.js").SlotPreview[]} slots
 */
export function slotsTable(slots) {
  const columns = /** @type {const} */ (["parties", "people", "moved", "unreachable", "served"]);
  return html`
    <div class="st-wide" role="region" tabindex="0" aria-label=${t("affected.caption")}>
      <table class="govuk-table st-table">
        <caption class="govuk-table__caption govuk-table__caption--m">${t("affected.caption")}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th class="govuk-table__header" scope="col">${t("affected.session")}</th>
            ${columns.map((column) => html`<th class="govuk-table__header govuk-table__header--numeric" scope="col">${t(`affected.column.${column}`)}</th>`)}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${slots.map(
            (slot) => html`<tr class="govuk-table__row">
              <th class="govuk-table__header" scope="row">${slotText(slot)}</th>
              ${columns.map((column) => html`<td class="govuk-table__cell govuk-table__cell--numeric">${slot[column]}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

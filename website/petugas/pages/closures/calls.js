// Whom an office calls after a closure. It holds names and telephone numbers, so it is shown when somebody asks for it, and the
// API records each look.

import { html } from "/vendor/lit-html.js";
import { actionButton } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { CALL_AFTER_HOURS } from "../../account/rules.js";
import { callsOf } from "../../requests/closures.js";
import { slotText } from "../../slots/slots.js";
import { personOf } from "../../scope/person.js";

/** @typedef {import("../../requests/closures.js").Call} Call */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { groups } = await personOf("operators", "officers");
  const id = visit.params.closure_id ?? "";
  /** @type {{calls?: Call[], errors?: import("../../../lib/frame/error_summary.js").FieldError[]}} */
  const { calls, errors } = visit.state;
  return {
    title: t("calls.title"),
    back: groups.includes("operators") ? `/petugas/penutupan/${id}` : "/petugas/penutupan",
    errors,
    announcement: calls ? counted("calls.count", calls.length) : "",
    content: calls
      ? list(calls)
      : html`
          <p class="govuk-body">${t("calls.lead", { hours: CALL_AFTER_HOURS })}</p>
          <p class="govuk-body">${t("calls.recorded")}</p>
          ${actionButton(visit, t("calls.show"), async () => visit.again({ calls: await callsOf(id) }))}
        `,
  };
}

/** @param {Call[]} calls */
function list(calls) {
  if (!calls.length) return html`<p class="govuk-body">${t("calls.nobody", { hours: CALL_AFTER_HOURS })}</p>`;
  return html`
    <p class="govuk-body">${counted("calls.count", calls.length)}</p>
    <div class="st-wide" role="region" tabindex="0" aria-label=${t("calls.title")}>
      <table class="govuk-table st-table">
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            ${["name", "phone", "people", "session", "mail"].map((column) => html`<th class="govuk-table__header" scope="col">${t(`calls.column.${column}`)}</th>`)}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${calls.map(
            (call) => html`<tr class="govuk-table__row">
              <th class="govuk-table__header" scope="row"><bdi>${call.full_name}</bdi></th>
              <td class="govuk-table__cell"><span class="ap-alone"><a class="govuk-link" href=${`tel:${call.phone}`}>${call.phone}</a></span></td>
              <td class="govuk-table__cell">${call.people}</td>
              <td class="govuk-table__cell">${slotText(call)}</td>
              <td class="govuk-table__cell">${t(call.unreachable ? "calls.no_mail" : "calls.no_answer")}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <button type="button" class="govuk-button govuk-button--secondary ap-screen-only" @click=${() => print()}>${t("calls.print")}</button>
  `;
}

// The closures of an office whose people still have a right to another place: how many parties are to be called, and where. It
// holds no names.

import { html } from "/vendor/lit-html.js";
import { counted, t } from "../../../lib/words/texts.js";
import { instantText } from "../../../lib/words/times.js";
import { slotText } from "../../slots/slots.js";

/** @typedef {import("../../requests/closures.js").OpenClosure} OpenClosure */

/**
 * @param {OpenClosure[]} closures as the API orders them
 * @param {string} timezone
 * @param {boolean} mayOpen whether the person may look at a closure itself, and not only at its call list
 */
export function closuresList(closures, timezone, mayOpen) {
  if (!closures.length) return html`<p class="govuk-body">${t("closures.none")}</p>`;
  return html`
    <ul class="govuk-list" id="closures">
      ${closures.map((each) => html`<li class="govuk-!-margin-bottom-6">${line(each, timezone, mayOpen)}</li>`)}
    </ul>
  `;
}

/**
 * @param {OpenClosure} closure
 * @param {string} timezone
 * @param {boolean} mayOpen
 */
function line({ closure_id, state, reason, slots, created_at, to_call }, timezone, mayOpen) {
  const when = slots.map(slotText).join(", ");
  const at = `/petugas/penutupan/${closure_id}`;
  return html`
    <p class="govuk-body govuk-!-margin-bottom-1">
      <strong class="ap-alone">${mayOpen ? html`<a class="govuk-link" href=${at}>${when}</a>` : when}</strong>
    </p>
    <p class="govuk-body govuk-!-margin-bottom-1">
      ${t(`closure.title.${state}`)}, ${instantText(created_at, timezone)}: <span lang="id">${reason}</span>
    </p>
    <p class="govuk-body govuk-!-margin-bottom-1 ap-alone">
      ${to_call
        ? html`<a class="govuk-link" href=${`${at}/telepon`}>${counted("calls.count", to_call)}<span class="govuk-visually-hidden">: ${when}</span></a>`
        : t("closures.nobody")}
    </p>
  `;
}

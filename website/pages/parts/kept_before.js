// The offer to move a family that a release of before kept on this device into the account.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { forgetFamily, keptBefore } from "../../lib/device/family.js";
import { actionButton } from "../../lib/forms/form.js";
import { keepMember } from "../../lib/requests/household.js";
import { counted, t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/**
 * The offer; nothing where the device keeps nobody.
 *
 * @param {Visit} visit
 */
export function offerToMove(visit) {
  const family = keptBefore();
  if (!family.length) return "";
  return html`
    <section class="govuk-inset-text">
      <h2 class="govuk-heading-s">${counted("kept_before.title", family.length)}</h2>
      <p class="govuk-body">${family.map(({ full_name }) => full_name).join(", ")}. ${t("kept_before.why")}</p>
      <div class="govuk-button-group">
        ${actionButton(visit, t("kept_before.move"), move)}
        <button type="button" class="ap-link-button" @click=${forget}>${t("kept_before.delete")}</button>
      </div>
    </section>
  `;

  async function move() {
    for (const person of family) {
      await keepMember(person, { waiting: () => undefined }).catch(unlessThere);
    }
    await forget();
  }

  async function forget() {
    forgetFamily();
    await visit.again({});
  }
}

/**
 * Pass over who is in the household already; throw anything else on.
 *
 * @param {unknown} error
 */
function unlessThere(error) {
  const fields = error instanceof Problem && error.code === "validation_failed" ? (error.document.errors ?? []) : [];
  if (!fields.some((/** @type {{field: string}} */ { field }) => field === "nik")) throw error;
}

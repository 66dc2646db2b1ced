// The way on from a full session: wait for seats that others give back.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { applicantsOf } from "../../lib/device/drafts.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { joinWaiting } from "../../lib/requests/waiting.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/**
 * What waiting means, and the button that joins the list for the day of a full session.
 *
 * @param {Visit} visit
 * @param {Slot} slot
 * @param {string} service
 * @param {DraftPerson[]} people
 */
export function joining(visit, slot, service, people) {
  // The same for every press on this page; a reload finds the entry that is there already.
  const key = visit.state.waiting_key ?? crypto.randomUUID();
  const { office_id, date } = slot;
  const wish = { office_id, first: date, last: date, service, applicants: applicantsOf(people) };
  return html`
    <h2 class="govuk-heading-m">${t("waiting.join_title")}</h2>
    <p class="govuk-body">${t("waiting.join_lead")}</p>
    ${form(visit, "", t("waiting.join"), join, { state: { ...visit.state, waiting_key: key } })}
  `;

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function join(_, tell) {
    tell(t("page.sending"));
    try {
      await joinWaiting(wish, { key, waiting: () => tell(t("page.waiting")) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "already_waiting") throw error;
    }
    await replace("/tunggu");
  }
}

// While a booking is being moved, the pages that look for a slot say so.

import { html } from "/vendor/lit-html.js";
import { moving } from "../../lib/device/drafts.js";
import { t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";

/** @param {import("../../lib/frame/router.js").Visit} visit */
export function movingNotice(visit) {
  const { booking_id, from } = moving.get();
  if (!booking_id || !from) return "";
  return html`
    <div class="govuk-inset-text">
      <p class="govuk-body">${t("move.under_way", { office: from.office_name, date: dateText(from.date) })}</p>
      <button type="button" class="ap-link-button" @click=${stop}>${t("move.stop")}</button>
    </div>
  `;

  async function stop() {
    moving.forget();
    await visit.go(`/antrean/${booking_id}`);
  }
}

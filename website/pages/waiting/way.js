// The way from a full session to the waiting list.

import { html } from "/vendor/lit-html.js";
import { ANSWER_HOURS } from "../../lib/base/rules.js";
import { t } from "../../lib/words/texts.js";
import { plusDays, today } from "../../lib/words/times.js";

/**
 * What waiting means, and the button that leads there; nothing for tomorrow, since an offer has to be answered by the evening of
 * the day before.
 *
 * @param {{date: string, timezone: string}} slot one that has too few seats
 * @param {() => Promise<unknown>} wait
 */
export function waitWay({ date, timezone }, wait) {
  if (date <= plusDays(today(timezone), 1)) return "";
  return html`
    <h2 class="govuk-heading-m">${t("waiting.join_title")}</h2>
    <p class="govuk-body">${t("waiting.join_lead", { hours: ANSWER_HOURS })}</p>
    <button type="button" class="govuk-button govuk-button--secondary" @click=${wait}>${t("waiting.way")}</button>
  `;
}

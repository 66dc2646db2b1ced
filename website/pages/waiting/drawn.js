// The place that was drawn for an entry among those who joined in the same hour, and its check by what is public.

import { html } from "/vendor/lit-html.js";
import { instantOf } from "../../lib/base/clock.js";
import { owner } from "../../lib/device/owner.js";
import { actionButton } from "../../lib/forms/form.js";
import { hoursOf } from "../../lib/turns/asked.js";
import { rankChecked } from "../../lib/turns/check.js";
import { t } from "../../lib/words/texts.js";
import { dateAt, instantText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/requests/waiting.js").Entry} Entry */

/**
 * What was drawn, once the hour of joining is over; checked when it is asked for.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {Entry} entry
 * @param {string} timezone of the first of its offices, by which the seed of the hour is told
 */
export async function drawn(visit, entry, timezone) {
  const { rank } = entry;
  if (rank === undefined) return "";
  return html`
    <h2 class="govuk-heading-m">${t("waiting.drawn")}</h2>
    <p class="govuk-body">${t("waiting.drawn_lead", { rank })}</p>
    ${visit.state.checks ? await check(entry, rank, timezone) : actionButton(visit, t("waiting.check"), () => visit.again({ checks: true }))}
  `;
}

/**
 * @param {Entry} entry
 * @param {number} rank
 * @param {string} timezone
 */
async function check({ joined_at, offices: [place] }, rank, timezone) {
  const account = owner() ?? "";
  const hours = await hoursOf(String(place?.office_id), dateAt(new Date(joined_at), timezone));
  const found = await rankChecked(joined_at, account, hours);
  if (!found) return html`<p class="govuk-body">${t("place.undrawn")}</p>`;
  const { hash, seed, sound, number } = found;
  if (!seed) return html`<p class="govuk-body">${t("place.wait", { time: instantText(instantOf(found.known), timezone) })}</p>`;
  const same = sound && number === rank;
  return html`
    <p class=${same ? "ap-verdict" : "ap-verdict ap-verdict--wrong"} role="status">
      <strong>${t(same ? "place.agrees" : "place.differs")}</strong> ${t(same ? "waiting.same" : sound ? "waiting.unlike" : "place.unsound")}
    </p>
    ${summaryList([
      { name: t("place.account"), value: html`<span class="ap-code">${account}</span>` },
      { name: t("place.hash"), value: html`<span class="ap-code">${hash}</span>` },
      { name: t("place.seed"), value: html`<span class="ap-code">${seed}</span>` },
    ])}
    <p class="govuk-body">${t("place.command")}</p>
    <pre class="ap-code ap-code--block" tabindex="0">python3 tools/verify.py rank --account ${account} --hash ${hash} --seed ${seed}</pre>
  `;
}

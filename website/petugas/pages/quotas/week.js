// The quotas of an office, a week at a time: how many seats each session has and how many are taken. Each session is a link to
// the page that changes it.

import { html } from "/vendor/lit-html.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateText, plusDays, today, weekday } from "../../../lib/words/times.js";
import { quotasOf, waitingAt, wantedOf } from "../../requests/quotas.js";
import { SESSIONS } from "../../slots/sessions.js";
import { sessionName } from "../../slots/slots.js";
import { office } from "../../scope/office.js";

/** @typedef {import("../../requests/quotas.js").Quota} Quota */
/** @typedef {import("../../requests/quotas.js").Waiting} Waiting */

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office_id, name, timezone } = await office("operators");
  const now = today(timezone);
  const asked = visit.params.date ?? now;
  const monday = plusDays(asked, -weekday(asked));
  const [quotas, waiting] = await Promise.all([quotasOf(office_id, monday, plusDays(monday, 6)), waitingAt(office_id)]);
  const sessions = [...new Set([...SESSIONS, ...quotas.map(({ session }) => session)])];
  return {
    title: t("quotas.title", { office: name }),
    content: html`
      <nav class="st-weeks" aria-label=${t("quotas.weeks")}>
        <a class="govuk-button govuk-button--secondary" href=${`/petugas/kuota/${plusDays(monday, -7)}`}>${t("quotas.before")}</a>
        <a class="govuk-button govuk-button--secondary" href="/petugas/kuota">${t("quotas.this")}</a>
        <a class="govuk-button govuk-button--secondary" href=${`/petugas/kuota/${plusDays(monday, 7)}`}>${t("quotas.after")}</a>
      </nav>
      <a class="govuk-button govuk-button--secondary" href="/petugas/kuota/banyak">${t("quotas.bulk")}</a>
      <table class="govuk-table st-week">
        <caption class="govuk-table__caption govuk-table__caption--m">
          ${t("quotas.week", { from: dateText(monday), to: dateText(plusDays(monday, 6)) })}
        </caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <td class="govuk-table__cell"></td>
            ${DAYS.map((ahead) => {
              const date = plusDays(monday, ahead);
              return html`<th class="govuk-table__header" scope="col" aria-current=${date === now ? "date" : "false"}>
                ${dateText(date, { weekday: "short" })} <span class="st-week__date">${dateText(date, { day: "numeric", month: "short" })}</span>
              </th>`;
            })}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${sessions.map(
            (session) => html`<tr class="govuk-table__row">
              <th class="govuk-table__header" scope="row">${sessionName(session)}</th>
              ${DAYS.map((ahead) => {
                const date = plusDays(monday, ahead);
                return html`<td class="govuk-table__cell">${cell(quotas.find((quota) => quota.date === date && quota.session === session), waiting, now)}</td>`;
              })}
            </tr>`,
          )}
        </tbody>
      </table>
      ${quotas.length ? html`<p class="govuk-body">${t("quotas.legend")}</p>${all(waiting)}` : html`<p class="govuk-body">${t("quotas.none")}</p>`}
    `,
  };
}

/**
 * How many wait at the office.
 *
 * @param {Waiting} waiting
 */
function all({ parties, people, many }) {
  if (!parties) return "";
  const numbers = { parties: counted("quotas.parties", parties), people: counted("quotas.people", people) };
  return html`<p class="govuk-body">${t(many ? "quotas.waiting_many" : "quotas.waiting", numbers)} ${t("quotas.waiting_more")}</p>`;
}

/**
 * @param {Quota | undefined} quota
 * @param {Waiting} waiting
 * @param {string} now today at the office
 */
function cell(quota, waiting, now) {
  if (!quota) return html`<span class="st-slot st-slot--none">${t("quotas.unpublished")}</span>`;
  const { date, session, capacity, taken, seats_kept } = quota;
  const wanted = wantedOf(waiting, quota);
  const kind = quota.state === "closed" ? "closed" : taken >= capacity ? "full" : "open";
  const content = html`
    <strong class="st-slot__figures">${t("quotas.figures", { taken, capacity })}</strong>
    <span>${t(`quotas.state.${kind}`)}</span>
    ${seats_kept ? html`<span class="st-slot__more">${t("quotas.kept", { count: seats_kept })}</span>` : ""}
    ${wanted ? html`<span class="st-slot__more">${t("quotas.wanted", { count: wanted.people })}</span>` : ""}
  `;
  return date < now
    ? html`<span class="st-slot st-slot--past">${content}</span>`
    : html`<a class=${`st-slot st-slot--${kind}`} href=${`/petugas/kuota/${date}/${session}`}>${content}</a>`;
}

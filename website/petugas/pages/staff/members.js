// Who works at the offices of an administrator: searched by name, address, office or province.

import { html } from "/vendor/lit-html.js";
import { textField } from "../../../lib/forms/fields.js";
import { everyOffice } from "../../../lib/requests/offices.js";
import { counted, t } from "../../../lib/words/texts.js";
import { HEADQUARTERS, dateAt, dateText } from "../../../lib/words/times.js";
import { groupsText } from "../../members/member.js";
import { whereText } from "../../scope/where.js";
import { staffMembers } from "../../requests/staff.js";
import { personOf } from "../../scope/person.js";

/** @typedef {import("../../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../requests/staff.js").ListedMember} Member */

/** How many people are listed at most; more are searched. */
const LISTED = 50;

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const who = await personOf("administrators");
  const [members, every] = await Promise.all([staffMembers(), everyOffice()]);
  const { search = "" } = visit.state;
  const wanted = String(search).trim().toLowerCase();
  const found = members.filter((member) => searched(member, every).includes(wanted));
  const told = `${counted("member.found", found.length)} ${found.length > LISTED ? t("office.first", { count: LISTED }) : ""}`;
  return {
    title: t("member.title"),
    announcement: wanted ? told : "",
    content: html`
      <p class="govuk-body">${t("member.lead")}</p>
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/petugas/petugas/undang">${t("member.invite")}</a></p>
      <form class="ap-search st-search" novalidate @submit=${find}>
        ${textField({ name: "search", label: t("member.search"), value: search, type: "search", autocomplete: "off" })}
        <button class="govuk-button govuk-button--secondary">${t("office.find")}</button>
      </form>
      <p class="govuk-body">${told}</p>
      ${found.length ? table(found.slice(0, LISTED), every, who.staff_id) : ""}
    `,
  };

  /** @param {SubmitEvent} event */
  function find(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("search");
    void visit.again({ search: String(given) });
  }
}

/**
 * @param {Member} member
 * @param {Office[]} every
 */
function searched({ name, username, email, offices }, every) {
  const places = every.filter(({ office_id }) => offices.includes(office_id)).map((office) => `${office.name} ${office.province}`);
  return [name, username, email, ...places].join("\n").toLowerCase();
}

/**
 * @param {Member[]} members
 * @param {Office[]} every
 * @param {string} own id of who looks
 */
function table(members, every, own) {
  return html`
    <div class="st-wide" role="region" tabindex="0" aria-label=${t("member.title")}>
      <table class="govuk-table st-members">
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            ${["member.name", "member.groups", "offices.legend", "member.state", "member.last_login"].map((column) => html`<th class="govuk-table__header" scope="col">${t(column)}</th>`)}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${members.map(
            (member) => html`<tr class="govuk-table__row">
              <th class="govuk-table__header" scope="row">
                <span class="ap-alone"><a class="govuk-link" href=${`/petugas/petugas/${member.staff_id}`}>${member.name || member.username}</a></span>
                ${member.staff_id === own ? html`<strong class="govuk-tag">${t("member.oneself_short")}</strong>` : ""}
                ${[...new Set([member.username, member.email])].filter((each) => each && each !== (member.name || member.username)).map((each) => html`<span class="st-members__more">${each}</span>`)}
              </th>
              <td class="govuk-table__cell">${groupsText(member.groups)}</td>
              <td class="govuk-table__cell">${whereText(member.offices, every)}</td>
              <td class="govuk-table__cell">${member.enabled ? t("member.enabled.yes") : html`<strong>${t("member.enabled.no")}</strong>`}</td>
              <td class="govuk-table__cell">${lastLogin(member, every)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/**
 * The day of the last login, by the clock of the person's first office.
 *
 * @param {Member} member
 * @param {Office[]} every
 */
function lastLogin({ last_login_at, offices }, every) {
  if (!last_login_at) return t("member.never");
  const zone = every.find(({ office_id }) => office_id === offices[0])?.timezone ?? HEADQUARTERS;
  return dateText(dateAt(new Date(last_login_at), zone), { day: "numeric", month: "short", year: "numeric" });
}

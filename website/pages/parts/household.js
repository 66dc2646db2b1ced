// The people of a draft: change, remove, add, and choose from the household that is kept on the account.

import { html } from "/vendor/lit-html.js";
import { Unreachable } from "../../lib/base/errors.js";
import { newBooking } from "../../lib/device/drafts.js";
import { forgetTyped } from "../../lib/device/typed.js";
import { asPerson, ownHousehold } from "../../lib/requests/household.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/household.js").Member} Member */

/**
 * The members to choose from. Nobody where that is not answered at once: whoever books in a rush can type instead.
 *
 * @returns {Promise<Member[]>}
 */
export function membersToChoose() {
  return ownHousehold({ hasty: true }).catch((error) => {
    if (error instanceof Unreachable) return [];
    throw error;
  });
}

/**
 * @param {object} household
 * @param {Visit} household.visit
 * @param {DraftPerson[]} household.people
 * @param {Member[]} household.members who can be chosen
 * @param {string} household.path the page of the people; below it that of each
 * @param {number} household.room how many more may come
 * @param {string} household.full why nobody more may come, where there is no room
 * @param {boolean} household.alone whether nobody may come but the citizen, whose identity is not sure enough
 * @param {(people: DraftPerson[]) => void} household.change
 */
export function household({ visit, people, members, path, room, full, alone, change }) {
  const known = members.filter(({ member_id }) => people.every(({ member }) => member !== member_id));
  return html`
    ${people.length
      ? html`<dl class="govuk-summary-list">
          ${people.map(row)}
        </dl>`
      : ""}
    ${room && known.length && !alone ? choice() : ""}
    ${alone
      ? html`
          <p class="govuk-body">${t("people.alone")}</p>
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/identitas">${t("people.verify")}</a></p>
        `
      : room
      ? html`<p class="govuk-body"><a class="govuk-button govuk-button--secondary" href=${`${path}/${people.length + 1}`}>${t("people.add")}</a></p>`
      : html`<p class="govuk-body">${full}</p>`}
  `;

  /**
   * @param {DraftPerson} person
   * @param {number} index
   */
  function row(person, index) {
    const name = nameOf(person);
    const others = people.filter((_, other) => other !== index);
    return html`
      <div class="govuk-summary-list__row">
        <dt class="govuk-summary-list__key">${t(`relation.${person.relation}`)}</dt>
        <dd class="govuk-summary-list__value">${name}</dd>
        <dd class="govuk-summary-list__actions">
          ${person.relation === "self" || person.member
            ? ""
            : html`<a class="govuk-link ap-action" href=${`${path}/${index + 1}`}>${t("people.change")}<span class="govuk-visually-hidden"> ${name}</span></a>`}
          <button type="button" class="ap-link-button" @click=${() => keep(others)}>
            ${t("people.remove")}<span class="govuk-visually-hidden"> ${name}</span>
          </button>
        </dd>
      </div>
    `;
  }

  function choice() {
    return html`
      <section class="govuk-inset-text">
        <h2 class="govuk-heading-s">${t("people.household")}</h2>
        <div class="govuk-button-group">
          ${known.map(
            (member) => html`
              <button type="button" class="govuk-button govuk-button--secondary" @click=${() => keep([...people, asPerson(member)])}>
                ${t("people.add_known", { name: member.full_name })}
              </button>
            `,
          )}
        </div>
      </section>
    `;
  }

  /** @param {DraftPerson[]} kept */
  async function keep(kept) {
    // what is half typed belongs to a place in the list, where somebody else may be now
    forgetTyped(`${path}/`);
    change(kept);
    await visit.again({ members });
  }
}

/** @param {DraftPerson} person */
export function nameOf({ relation, full_name }) {
  return full_name ?? (relation === "self" ? newBooking.get().own_name : undefined) ?? t("people.yourself");
}

// Who is coming: the citizen and up to four members of the family.

import { html } from "/vendor/lit-html.js";
import { answer, draft } from "../lib/draft.js";
import { forgetFamily, remembered } from "../lib/family.js";
import { counted, t } from "../lib/texts.js";

/** @typedef {import("../lib/draft.js").DraftPerson} DraftPerson */

const MOST_FAMILY = 4;

/** @type {import("../lib/router.js").Show} */
export async function show({ state, go, again }) {
  const people = draft().people ?? [];
  const family = people.filter((person) => person.relation !== "self");
  const known = remembered().filter((person) => family.every((other) => other.nik !== person.nik));
  const room = family.length < MOST_FAMILY;
  return {
    title: t("people.title"),
    back: "/antre/layanan",
    errors: state.errors,
    content: html`
      <p class="govuk-body">${t("people.lead")}</p>
      <dl class="govuk-summary-list">
        ${people.map((person, index) => row(person, index))}
      </dl>
      ${people.some((person) => person.relation === "self") ? "" : addSelf()}
      ${room && known.length ? fromMemory(known) : ""}
      <div class="govuk-button-group">
        <button type="button" class="govuk-button" @click=${onwards}>${t("page.continue")}</button>
        ${room
          ? html`<a class="govuk-button govuk-button--secondary" role="button" href=${`/antre/orang/${people.length + 1}`}>${t("people.add")}</a>`
          : html`<p class="govuk-body">${t("people.full")}</p>`}
      </div>
    `,
  };

  async function onwards() {
    if (!people.length) {
      return again({ errors: [{ field: "", message: t("people.nobody") }] });
    }
    await go("/antre/periksa");
  }

  /**
   * @param {DraftPerson} person
   * @param {number} index
   */
  function row(person, index) {
    const name = nameOf(person);
    return html`
      <div class="govuk-summary-list__row">
        <dt class="govuk-summary-list__key">${t(`relation.${person.relation}`)}</dt>
        <dd class="govuk-summary-list__value">${name}</dd>
        <dd class="govuk-summary-list__actions">
          <ul class="govuk-summary-list__actions-list">
            ${person.relation === "self"
              ? ""
              : html`<li class="govuk-summary-list__actions-list-item">
                  <a class="govuk-link" href=${`/antre/orang/${index + 1}`}>${t("people.change")}<span class="govuk-visually-hidden"> ${name}</span></a>
                </li>`}
            <li class="govuk-summary-list__actions-list-item">
              <button type="button" class="ap-link-button" @click=${() => keep(people.filter((_, other) => other !== index))}>
                ${t("people.remove")}<span class="govuk-visually-hidden"> ${name}</span>
              </button>
            </li>
          </ul>
        </dd>
      </div>
    `;
  }

  /** @param {DraftPerson[]} known */
  function fromMemory(known) {
    return html`
      <section class="govuk-inset-text">
        <h2 class="govuk-heading-s">${counted("people.remembered", known.length)}</h2>
        <div class="govuk-button-group">
          ${known.map(
            (person) => html`
              <button type="button" class="govuk-button govuk-button--secondary" @click=${() => keep([...people, person])}>
                ${t("people.add_known", { name: nameOf(person) })}
              </button>
            `,
          )}
          <button type="button" class="ap-link-button" @click=${forgetAll}>${t("people.forget")}</button>
        </div>
      </section>
    `;
  }

  function addSelf() {
    return html`<p class="govuk-body">
      <button type="button" class="ap-link-button" @click=${() => keep([{ relation: "self" }, ...people])}>${t("people.add_self")}</button>
    </p>`;
  }

  /** @param {DraftPerson[]} kept */
  async function keep(kept) {
    answer({ people: kept });
    await again({});
  }

  async function forgetAll() {
    forgetFamily();
    await again({});
  }
}

/** @param {DraftPerson} person */
export function nameOf(person) {
  return person.full_name ?? t("people.yourself");
}

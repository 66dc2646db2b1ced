// All offices, each with its next day, found while somebody types.

import { html } from "/vendor/lit-html.js";
import { textField } from "../../lib/forms/fields.js";
import { officesOf } from "../../lib/places/search.js";
import { everyOffice, seatsFor } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { forPeople, movingNotice, peopleAt, standing } from "./parts.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const people = peopleAt(visit);
  const typed = visit.state.values?.name ?? "";
  const [every, seats] = await Promise.all([everyOffice(), seatsFor(people)]);
  const found = officesOf(typed, every);
  return {
    title: t("offices.every_title"),
    back: "/kantor",
    content: html`
      ${movingNotice(visit)} ${forPeople(visit, people)}
      <form role="search" @submit=${(/** @type {Event} */ event) => event.preventDefault()} @input=${type}>
        ${textField({ name: "name", label: t("offices.name"), hint: t("front.where_hint"), value: typed, type: "search", autocomplete: "off" })}
      </form>
      <p class="govuk-body" role="status">${found.length ? counted("offices.found", found.length) : t("offices.none")} ${seats ? "" : t("offices.without_seats")}</p>
      <ul class="ap-list ap-list--offices ap-list--wide">
        ${found.map(
          (office) => html`
            <li>
              <a class="govuk-link" href=${`/kantor/${office.office_id}`}>${office.name}</a>
              <span class="ap-list__more">${office.province}</span>
              ${office.address && html`<span class="ap-list__more" lang="id">${office.address}</span>`}
              <span class="ap-list__more">${standing(office, seats, people)}</span>
            </li>
          `,
        )}
      </ul>
    `,
  };

  /** @param {InputEvent} event */
  function type({ target }) {
    void visit.update({ values: { name: /** @type {HTMLInputElement} */ (target).value } });
  }
}

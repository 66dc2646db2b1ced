// How many people seats are looked for: five answers in a line, as on the front page.

import { html } from "/vendor/lit-html.js";
import { MOST_FAMILY } from "../../lib/base/rules.js";
import { looking, moving } from "../../lib/device/drafts.js";
import { counted, t } from "../../lib/words/texts.js";
import { details } from "../parts/details.js";

const NUMBERS = Array.from({ length: 1 + MOST_FAMILY }, (_, index) => index + 1);

/**
 * The question; `change` gets another answer at once.
 *
 * @param {number} people
 * @param {(people: number) => unknown} change
 */
export function peopleCount(people, change) {
  return html`
    <fieldset class="govuk-fieldset ap-count">
      <legend class="govuk-label">${t("front.people")}</legend>
      ${NUMBERS.map(
        (number) => html`<label><input type="radio" name="people" value=${number} .checked=${number === people} @change=${() => change(number)} /><span>${number}</span></label>`,
      )}
    </fieldset>
  `;
}

/**
 * For how many people the seats of a page are, and the way to change that; of a booking that is moved, only the number.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {number} people
 */
export function forPeople(visit, people) {
  const words = counted("day.for", people);
  if (moving.get().booking_id) return html`<p class="govuk-body">${words}</p>`;
  return details(
    words,
    peopleCount(people, async (number) => {
      looking.change({ people: number });
      // without the number that the address may have
      await visit.update({}, location.pathname);
    }),
  );
}

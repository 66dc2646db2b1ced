// One member of the family, for this booking alone or kept on the account too.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { addition, looking, newBooking } from "../../lib/device/drafts.js";
import { checkboxField } from "../../lib/forms/fields.js";
import { asPerson } from "../../lib/requests/household.js";
import { t } from "../../lib/words/texts.js";
import { keepOnAccount, personForm } from "../parts/person_form.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  const { booking_id, n } = visit.params;
  const draft = booking_id ? addition : newBooking;
  const list = booking_id ? `/antrean/${booking_id}/keluarga` : "/antre/orang";
  const people = draft.get().people ?? [];
  const index = Number(n) - 1;
  const wanted = (!booking_id && looking.get().people) || 0;
  // the number after the last person adds another one; of a member of the household nothing is typed
  if (!Number.isInteger(index) || index < 0 || index > people.length || people[index]?.member) {
    throw new Redirect(list);
  }
  return {
    title: t("person.title"),
    back: list,
    errors: visit.state.errors,
    content: html`${index < wanted && index === people.length ? html`<p class="govuk-body">${t("person.of", { number: index + 1, count: wanted })}</p>` : ""}
    ${personForm(
      visit,
      people[index],
      async (typed, given, tell) => {
        const member = given.keep ? await keepOnAccount(visit, typed, given, tell) : undefined;
        if (given.keep && !member) return;
        const person = member ? asPerson(member) : typed;
        draft.change({ people: [...people.slice(0, index), person, ...people.slice(index + 1)] });
        await visit.go(next());
      },
      (values) => checkboxField({ name: "keep", label: t("person.keep"), hint: t("person.keep_hint"), checked: values.keep !== undefined }),
    )}`,
  };

  /** The next of those that seats were looked for; the list of all where one was changed, or more come. */
  function next() {
    const told = index + 1;
    if (index < people.length || told > wanted) return list;
    return told < wanted ? `${list}/${told + 1}` : "/antre/periksa";
  }
}

// One member of the family.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { LONGEST_NAME } from "../../lib/base/rules.js";
import { addition, newBooking } from "../../lib/device/drafts.js";
import { checkboxField, dateField, radioField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { personName } from "../../lib/people/name.js";
import { agrees, nikDigits } from "../../lib/people/nik.js";
import { t } from "../../lib/words/texts.js";
import { dateParts, dateValue } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  const { booking_id, n } = visit.params;
  const draft = booking_id ? addition : newBooking;
  const list = booking_id ? `/antrean/${booking_id}/keluarga` : "/antre/orang";
  const people = draft.get().people ?? [];
  const index = Number(n) - 1;
  // the number after the last person adds another one
  if (!Number.isInteger(index) || index < 0 || index > people.length) {
    throw new Redirect(list);
  }
  return {
    title: t("person.title"),
    back: list,
    errors: visit.state.errors,
    content: personForm(visit, people[index], async (person) => {
      draft.change({ people: [...people.slice(0, index), person, ...people.slice(index + 1)] });
      await visit.go(list);
    }),
  };
}

/**
 * The questions about a member of the family. `done` gets the answers once each has the form that it must have.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {DraftPerson | undefined} known what was answered before
 * @param {(person: DraftPerson) => Promise<unknown>} done
 */
function personForm(visit, known, done) {
  const { errors, mismatch } = visit.state;
  const values = visit.state.values ?? {
    relation: known?.relation,
    full_name: known?.full_name,
    nik: known?.nik,
    ...dateParts("birth_date", known?.birth_date),
  };
  return form(
    visit,
    html`
      ${radioField({
        name: "relation",
        legend: t("person.relation"),
        value: values.relation,
        errors,
        options: ["spouse", "child", "parent"].map((value) => ({ value, label: t(`relation.${value}`) })),
      })}
      ${textField({ name: "full_name", label: t("person.full_name"), hint: t("person.full_name_hint"), value: values.full_name, errors, autocomplete: "off", maxlength: LONGEST_NAME })}
      ${textField({ name: "nik", label: t("person.nik"), hint: t("person.nik_hint"), value: values.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20" })}
      ${dateField({ name: "birth_date", legend: t("person.birth_date"), hint: t("date.hint"), values, errors })}
      ${mismatch ? confirmation(errors) : ""}
    `,
    t("page.continue"),
    async (given) => {
      const found = problems(given);
      if (found.length) {
        return visit.again({ values: given, errors: found, mismatch });
      }
      const person = personOf(given);
      if (!agrees(String(person.nik), String(person.birth_date)) && !person.nik_mismatch_confirmed) {
        return visit.again({
          values: given,
          mismatch: true,
          errors: [{ field: "nik_mismatch_confirmed", message: t("nik.mismatch_error") }],
        });
      }
      await done(person);
    },
  );
}

/** @param {import("../../lib/frame/error_summary.js").FieldError[]} [errors] */
function confirmation(errors) {
  return html`
    <div class="govuk-inset-text">${t("nik.mismatch")}</div>
    ${checkboxField({ name: "nik_mismatch_confirmed", label: t("nik.mismatch_confirm"), errors })}
  `;
}

/** @param {Record<string, string>} given */
function problems(given) {
  const found = [];
  if (!given.relation) found.push({ field: "relation", message: t("person.relation_missing") });
  if (!personName(given.full_name ?? "")) found.push({ field: "full_name", message: t("person.full_name_missing") });
  if (!nikDigits(given.nik ?? "")) found.push({ field: "nik", message: t("nik.form") });
  if (!dateValue("birth_date", given)) found.push({ field: "birth_date-day", message: t("date.missing") });
  return found;
}

/**
 * @param {Record<string, string>} given
 * @returns {DraftPerson}
 */
function personOf(given) {
  return {
    relation: /** @type {DraftPerson["relation"]} */ (given.relation),
    full_name: String(personName(String(given.full_name))),
    nik: String(nikDigits(String(given.nik))),
    birth_date: String(dateValue("birth_date", given)),
    ...(given.nik_mismatch_confirmed ? { nik_mismatch_confirmed: true } : {}),
  };
}

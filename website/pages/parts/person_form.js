// The questions about a member of the family: who it is, and their NIK with the date of birth that finds slips in it.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { checkboxField, dateField, radioField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { nameError, personName } from "../../lib/people/name.js";
import { agrees, nikDigits, nikError, yearInNik } from "../../lib/people/nik.js";
import { keepMember } from "../../lib/requests/household.js";
import { has, t } from "../../lib/words/texts.js";
import { dateParts, dateValue } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/** Refusals that ask whether what looks wrong is right, and the fields by which somebody says so. */
const ASKED = ["nik_mismatch_unconfirmed", "age_unconfirmed"];
export const DOUBTS = ["nik_mismatch_confirmed", "age_confirmed"];
const RELATIONS = ["spouse", "child", "parent", "sibling", "grandparent", "parent_in_law", "ward"];

/**
 * The questions. `done` gets the answers once each has the form that it must have.
 *
 * @param {Visit} visit
 * @param {DraftPerson | undefined} known what was answered before
 * @param {(person: DraftPerson, given: Record<string, string>, tell: (text: string) => void) => Promise<unknown>} done
 * @param {(values: Record<string, string | undefined>) => unknown} [more] what else is asked
 */
export function personForm(visit, known, done, more = () => "") {
  const { errors, doubts = {} } = visit.state;
  const values = visit.state.values ?? {
    relation: known?.relation,
    full_name: known?.full_name,
    nik: known?.nik,
    ...dateParts("birth_date", known?.birth_date),
  };
  return form(
    visit,
    html`
      ${whoFields(values, errors)}
      <div @input=${fillYear}>
        ${textField({ name: "nik", label: t("person.nik"), hint: t("person.nik_hint"), value: values.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20" })}
        ${dateField({ name: "birth_date", legend: t("person.birth_date"), hint: t("date.hint"), values, errors })}
      </div>
      ${Object.keys(doubts).map((doubt) => doubtBox(doubt, String(values.full_name), errors, values[doubt] !== undefined))}
      ${more(values)}
    `,
    t("page.continue"),
    async (given, tell) => {
      const found = problems(given);
      if (found.length) {
        return visit.again({ values: given, errors: found, doubts });
      }
      const person = personOf(given);
      if (!agrees(String(person.nik), String(person.birth_date)) && !person.nik_mismatch_confirmed) {
        return asks(visit, "nik_mismatch_unconfirmed", given);
      }
      await done(person, given, tell);
    },
  );
}

/**
 * Fill in the year of birth that is in the NIK, and take it back where day or month turn out to be others. Day and month still
 * find slips in the NIK, and there is one field less to fill in for each person. A year that somebody typed stays.
 *
 * @param {InputEvent & {currentTarget: HTMLElement}} event
 */
function fillYear({ currentTarget: fields, target: typed }) {
  const year = /** @type {HTMLInputElement} */ (fields.querySelector("#birth_date-year"));
  // once somebody has typed in the field of the year, it is left alone
  if (typed === year) year.dataset.filled = "typed";
  if (year.value !== (year.dataset.filled ?? "")) return;
  const form = /** @type {HTMLFormElement} */ (fields.closest("form"));
  year.dataset.filled = year.value = yearInNik(Object.fromEntries(new FormData(form)));
  // whoever types the year all the same, behind the one that is there, does not end with eight digits
  if (year.value) year.maxLength = year.value.length;
}

/**
 * Who somebody is: the relation and the name.
 *
 * @param {Record<string, string | undefined>} values
 * @param {FieldError[]} [errors]
 */
export function whoFields(values, errors) {
  return html`
    ${radioField({
      name: "relation",
      legend: t("person.relation"),
      value: values.relation,
      errors,
      options: RELATIONS.map((value) => ({ value, label: t(`relation.${value}`) })),
    })}
    ${textField({ name: "full_name", label: t("person.full_name"), hint: t("person.full_name_hint"), value: values.full_name, errors, autocomplete: "off" })}
  `;
}

/**
 * What is wrong with the answers of `whoFields`.
 *
 * @param {Record<string, string>} given
 */
export function whoProblems(given) {
  const found = [];
  if (!given.relation) found.push({ field: "relation", message: t("person.relation_missing") });
  if (!personName(given.full_name ?? "")) found.push({ field: "full_name", message: nameError(given.full_name ?? "", t("person.full_name_missing")) });
  return found;
}

/**
 * Keep a person on the account, and return the member; undefined where that was refused, which is shown then.
 *
 * @param {Visit} visit
 * @param {DraftPerson} person
 * @param {Record<string, string>} given
 * @param {(text: string) => void} tell
 */
export async function keepOnAccount(visit, person, given, tell) {
  tell(t("page.sending"));
  try {
    return await keepMember(person, { waiting: () => tell(t("page.waiting")) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (await asks(visit, error.code, given)) return undefined;
    if (!["household_full", "validation_failed"].includes(error.code)) throw error;
    const field = error.document.errors?.[0]?.field ?? "";
    const key = error.code === "household_full" ? "problem.household_full" : `household.wrong.${field}`;
    await visit.again({ values: given, errors: [{ field, message: t(has(key) ? key : "problem.unknown") }] });
    return undefined;
  }
}

/**
 * What a refusal asks, as the error of the field that answers it; undefined where it asks nothing.
 *
 * @param {string} [code]
 */
export function doubtOf(code = "") {
  const field = DOUBTS[ASKED.indexOf(code)];
  return field ? { field, message: t(`doubt.${field}.error`) } : undefined;
}

/**
 * A box to say that something is right although it looks wrong.
 *
 * @param {string} doubt its field
 * @param {string} names of those about whom it is asked
 * @param {FieldError[]} [errors] those of the page
 * @param {boolean} [checked]
 */
export function doubtBox(doubt, names, errors, checked) {
  return html`
    <div class="govuk-inset-text">${t(`doubt.${doubt}.why`, { names })}</div>
    ${checkboxField({ name: doubt, label: t(`doubt.${doubt}.yes`), errors, checked })}
  `;
}

/**
 * Ask what a refusal asks, beside what was asked before, and tell whether it asks anything.
 *
 * @param {Visit} visit
 * @param {string | undefined} code
 * @param {Record<string, string>} given
 */
async function asks(visit, code, given) {
  const doubt = doubtOf(code);
  if (doubt) await visit.again({ values: given, doubts: { ...visit.state.doubts, [doubt.field]: true }, errors: [doubt] });
  return doubt;
}

/** @param {Record<string, string>} given */
function problems(given) {
  const found = whoProblems(given);
  if (!nikDigits(given.nik ?? "")) found.push({ field: "nik", message: nikError(given.nik ?? "") });
  if (!dateValue("birth_date", given)) found.push({ field: "birth_date-day", message: t("sign_up.lahir.error") });
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
    nik_mismatch_confirmed: given.nik_mismatch_confirmed === "yes" || undefined,
    age_confirmed: given.age_confirmed === "yes" || undefined,
  };
}

// A person of the staff as administrators fill them in: the fields, what was answered, and what of it is different.

import { html } from "/vendor/lit-html.js";
import { radioField, textField } from "../../lib/forms/fields.js";
import { emailAddress } from "../../lib/people/email.js";
import { personName } from "../../lib/people/name.js";
import { t } from "../../lib/words/texts.js";
import { MOST_OFFICES, USERNAME } from "../account/rules.js";
import { boxesField } from "../slots/boxes.js";
import { readReason, reasonField } from "../slots/reason.js";
import { readWhere, tickedFor, whereField, whereText } from "../scope/where.js";

/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../requests/staff.js").State} State */
/** @typedef {import("../scope/person.js").Group} Group */
/** @typedef {{offices: Office[], everywhere: boolean}} Scope the offices that the administrator may give */
/** @typedef {{username: string, state: State, reason: string}} Wish */

/** @type {Group[]} */
const GROUPS = ["officers", "supervisors", "operators", "administrators"];

/**
 * The fields of a person.
 *
 * @param {object} form
 * @param {Record<string, string>} form.values
 * @param {Scope} form.scope
 * @param {boolean} form.isNew
 * @param {FieldError[]} [form.errors]
 */
export function memberFields({ values, scope, isNew, errors }) {
  return html`
    ${textField({ name: "name", label: t("member.name"), value: values.name, errors, autocomplete: "off" })}
    ${textField({ name: "email", label: t("member.email"), hint: t("member.email_hint"), value: values.email, errors, type: "email", inputmode: "email", autocomplete: "off" })}
    ${isNew ? textField({ name: "username", label: t("member.username"), hint: t("member.username_hint"), value: values.username, errors, autocomplete: "off" }) : ""}
    ${boxesField({
      legend: t("member.groups"),
      boxes: GROUPS.map((group) => ({ name: `group-${group}`, label: t(`role.${group}`) })),
      ticked: (name) => values[name] === "yes",
      errors,
    })}
    ${whereField({ ...scope, values, errors })}
    ${isNew
      ? ""
      : radioField({
          name: "enabled",
          legend: t("member.state"),
          value: values.enabled,
          options: ["yes", "no"].map((value) => ({ value, label: t(`member.enabled.${value}`) })),
        })}
    ${reasonField(t("bulk.reason_hint"), values.reason, errors)}
  `;
}

/**
 * What the fields show of a person.
 *
 * @param {State} state
 * @returns {Record<string, string>}
 */
export function valuesOf({ name, email, groups, offices, enabled }) {
  const ticked = Object.fromEntries(groups.map((group) => [`group-${group}`, "yes"]));
  return { name, email, ...ticked, ...tickedFor(offices), enabled: enabled ? "yes" : "no" };
}

/**
 * What was answered, and what is wrong with it.
 *
 * @param {Record<string, string>} given
 * @param {Scope} scope
 * @param {string} [username] of somebody who is there already
 * @returns {{wish: Wish, errors: FieldError[]}}
 */
export function readMember(given, { offices }, username) {
  const { reason, errors: ofReason } = readReason(given.reason);
  /** @type {FieldError[]} */
  const errors = [];
  const wrong = (/** @type {string} */ field, /** @type {string} */ why) => errors.push({ field, message: why });
  const name = personName(given.name ?? "") ?? "";
  if (!name) wrong("name", t("member.wrong.name"));
  const email = emailAddress(given.email ?? "") ?? "";
  if (!email) wrong("email", t("member.wrong.email"));
  const typed = (given.username ?? "").trim().toLowerCase();
  const named = username ?? (typed || email);
  if (!username && (typed || email) && !USERNAME.test(named)) wrong("username", t("member.wrong.username"));
  const groups = GROUPS.filter((group) => given[`group-${group}`]);
  if (!groups.length) wrong("group-officers", t("member.wrong.groups"));
  const where = readWhere(given, offices);
  if (!where.length) wrong("where", t("member.wrong.where"));
  if (where.length > MOST_OFFICES) wrong("where", t("member.wrong.too_many", { most: MOST_OFFICES }));
  const state = { name, email, groups, offices: where, enabled: given.enabled !== "no" };
  return { wish: { username: named, state, reason }, errors: [...errors, ...ofReason] };
}

/**
 * Whether two states are the same.
 *
 * @param {State} one
 * @param {State} other
 */
export function isSameState(one, other) {
  const written = (/** @type {State} */ { name, email, groups, offices, enabled }) =>
    JSON.stringify([name, email, [...groups].sort(), [...offices].sort(), enabled]);
  return written(one) === written(other);
}

/**
 * What a person becomes, beside what they are where they are there already and different.
 *
 * @param {State | undefined} before
 * @param {State} after
 * @param {Office[]} every
 */
export function memberTable(before, after, every) {
  const then = linesOf(after, every);
  const now = before && linesOf(before, every);
  const rows = then.map(([name, text], index) => ({ name, text, was: now?.[index]?.[1] })).filter(({ text, was }) => text !== was);
  return html`
    <table class="govuk-table st-table">
      <caption class="govuk-visually-hidden">${t("slot.check_title")}</caption>
      ${now
        ? html`<thead class="govuk-table__head">
            <tr class="govuk-table__row">
              <td class="govuk-table__cell"></td>
              <th class="govuk-table__header" scope="col">${t("slot.now")}</th>
              <th class="govuk-table__header" scope="col">${t("slot.then")}</th>
            </tr>
          </thead>`
        : ""}
      <tbody class="govuk-table__body">
        ${rows.map(
          ({ name, text, was }) => html`<tr class="govuk-table__row">
            <th class="govuk-table__header" scope="row">${name}</th>
            ${now ? html`<td class="govuk-table__cell">${was}</td>` : ""}
            <td class="govuk-table__cell">${now ? html`<strong>${text}</strong>` : text}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/**
 * The roles of somebody, in words.
 *
 * @param {Group[]} groups
 */
export function groupsText(groups) {
  return GROUPS.filter((group) => groups.includes(group)).map((group) => t(`role.${group}`)).join(", ") || t("member.no_group");
}

/**
 * @param {State} state
 * @param {Office[]} every
 * @returns {[string, string][]}
 */
function linesOf({ name, email, groups, offices, enabled }, every) {
  return [
    [t("member.name"), name || t("member.untold")],
    [t("member.email"), email || t("member.untold")],
    [t("member.groups"), groupsText(groups)],
    [t("offices.legend"), whereText(offices, every)],
    [t("member.state"), t(`member.enabled.${enabled ? "yes" : "no"}`)],
  ];
}

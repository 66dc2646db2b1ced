// Several offices: in words, as boxes to tick, and as they are read from them.

import { html, nothing } from "/vendor/lit-html.js";
import { checkboxField } from "../../lib/forms/fields.js";
import { counted, t } from "../../lib/words/texts.js";
import { EVERY_OFFICE } from "./person.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {{province: string, offices: Office[]}} Province */

/** How many names of offices are written out. */
const NAMED = 3;
/** From how many offices on each province is folded. */
const FOLDED_FROM = 9;

/**
 * Offices in words: all of them, a whole province, or their names.
 *
 * @param {string[]} ids
 * @param {Office[]} every every office that there is
 */
export function whereText(ids, every) {
  if (ids.includes(EVERY_OFFICE)) return t("offices.every");
  if (!ids.length) return t("offices.none");
  const province = provincesOf(every).find(({ offices }) => offices.length > 1 && isSame(offices, ids));
  if (province) return t("offices.province", { province: province.province });
  const names = ids.map((id) => every.find(({ office_id }) => office_id === id)?.name ?? id);
  const rest = names.length - NAMED;
  return rest > 1 ? t("offices.and_more", { names: names.slice(0, NAMED).join(", "), more: counted("offices.more", rest) }) : names.join(", ");
}

/**
 * Boxes for several offices; many of them are folded by province.
 *
 * @param {object} field
 * @param {Office[]} field.offices
 * @param {boolean} [field.everywhere] whether there is a box for every office at once
 * @param {Record<string, string>} field.values
 * @param {FieldError[]} [field.errors]
 */
export function whereField({ offices, everywhere = false, values, errors }) {
  const error = errors?.find(({ field }) => field === "where")?.message;
  const ticked = (/** @type {string} */ name) => values[name] === "yes";
  const box = (/** @type {string} */ name, /** @type {string} */ label) => checkboxField({ name, label, checked: ticked(name) });
  const folded = offices.length >= FOLDED_FROM;
  return html`
    <div class=${error ? "govuk-form-group govuk-form-group--error" : "govuk-form-group"}>
      <fieldset class="govuk-fieldset st-boxes" id="where" tabindex="-1" aria-describedby=${[folded && "where-hint", error && "where-error"].filter(Boolean).join(" ") || nothing}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${t("offices.legend")}</legend>
        ${folded ? html`<div id="where-hint" class="govuk-hint">${t("offices.hint")}</div>` : ""}
        ${error ? html`<p id="where-error" class="govuk-error-message"><span class="govuk-visually-hidden">${t("page.error_title")}</span> ${error}</p>` : ""}
        ${everywhere ? box("every", t("offices.every")) : ""}
        <div class="st-boxes__list">${folded ? provincesOf(offices).map(folder) : offices.map(officeBox)}</div>
      </fieldset>
    </div>
  `;

  /**
   * @param {Province} province
   * @param {number} index
   */
  function folder({ province, offices: within }, index) {
    const names = [`province-${index}`, ...within.map(({ office_id }) => `office-${office_id}`)];
    return html`
      <details class="govuk-details st-province" ?open=${names.some(ticked)}>
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">${province} (${counted("office.found", within.length)})</span>
        </summary>
        <div class="govuk-details__text">
          ${within.length > 1 ? box(`province-${index}`, t("offices.province", { province })) : ""} ${within.map(officeBox)}
        </div>
      </details>
    `;
  }

  /** @param {Office} office */
  function officeBox({ office_id, name }) {
    return box(`office-${office_id}`, name);
  }
}

/**
 * The ids of the offices that were ticked, by themselves or with their province.
 *
 * @param {Record<string, string>} given
 * @param {Office[]} offices those that there were boxes for
 */
export function readWhere(given, offices) {
  if (given.every) return [EVERY_OFFICE];
  const whole = provincesOf(offices).flatMap(({ offices: within }, index) => (given[`province-${index}`] ? within : []));
  const ticked = offices.filter((office) => given[`office-${office.office_id}`] || whole.includes(office));
  return ticked.map(({ office_id }) => office_id).sort();
}

/**
 * The boxes that are ticked for these offices.
 *
 * @param {string[]} ids
 * @returns {Record<string, string>}
 */
export function tickedFor(ids) {
  return Object.fromEntries(ids.map((id) => [id === EVERY_OFFICE ? "every" : `office-${id}`, "yes"]));
}

/**
 * @param {Office[]} offices
 * @returns {Province[]} by name
 */
function provincesOf(offices) {
  const names = [...new Set(offices.map(({ province }) => province))].sort((one, other) => one.localeCompare(other, "id"));
  return names.map((province) => ({ province, offices: offices.filter((office) => office.province === province) }));
}

/**
 * @param {Office[]} offices
 * @param {string[]} ids
 */
function isSame(offices, ids) {
  return offices.length === ids.length && offices.every(({ office_id }) => ids.includes(office_id));
}

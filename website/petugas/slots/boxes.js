// Several answers to one question: a group of boxes to tick.

import { html } from "/vendor/lit-html.js";
import { checkboxField } from "../../lib/forms/fields.js";

/**
 * @param {object} group
 * @param {string} group.legend
 * @param {{name: string, label: string}[]} group.boxes
 * @param {(name: string) => boolean} group.ticked
 * @param {import("../../lib/frame/error_summary.js").FieldError[]} [group.errors] their field is the first box
 */
export function boxesField({ legend, boxes, ticked, errors }) {
  return html`
    <fieldset class="govuk-fieldset st-boxes">
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${legend}</legend>
      <div class="st-boxes__list">
        ${boxes.map(({ name, label }) => checkboxField({ name, label, checked: ticked(name), errors }))}
      </div>
    </fieldset>
  `;
}

// Log out: what is on this device of a person goes.

import { html } from "/vendor/lit-html.js";
import { remembered } from "../lib/family.js";
import { form } from "../lib/fields.js";
import { logOut } from "../lib/identity.js";
import { t } from "../lib/texts.js";

/** @type {import("../lib/router.js").Show} */
export function show(visit) {
  return {
    title: t("log_out.title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("log_out.lead")}</p>
      ${form(visit, remembered().length ? memory() : "", t("log_out.confirm"), async ({ keep }) => {
        await logOut({ keepFamily: keep !== undefined });
        await visit.go("/");
      })}
    `,
  };
}

function memory() {
  return html`
    <div class="govuk-form-group">
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id="keep" name="keep" type="checkbox" value="yes" aria-describedby="keep-hint" />
          <label class="govuk-label govuk-checkboxes__label" for="keep">${t("log_out.keep")}</label>
          <div id="keep-hint" class="govuk-hint govuk-checkboxes__hint">${t("check.remember_hint")}</div>
        </div>
      </div>
    </div>
  `;
}

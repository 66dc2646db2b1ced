// Log out: what this device holds of a person is deleted.

import { html } from "/vendor/lit-html.js";
import { logOut } from "../../lib/account/identity.js";
import { form } from "../../lib/forms/form.js";
import { t } from "../../lib/words/texts.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  return {
    title: t("log_out.title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("log_out.lead")}</p>
      ${form(visit, "", t("log_out.confirm"), async () => {
        await logOut();
        await visit.go("/");
      })}
    `,
  };
}

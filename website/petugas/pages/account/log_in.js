// Logging in: the name of the user and the password. What the pool asks after that has pages of its own.

import { html } from "/vendor/lit-html.js";
import { IdentityProblem } from "../../../lib/base/errors.js";
import { textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../../lib/forms/password.js";
import { replace } from "../../../lib/frame/router.js";
import { t } from "../../../lib/words/texts.js";
import { logIn } from "../../account/identity.js";
import { stepOf } from "../../account/steps.js";

/** Refusals of the pool for a password, each with its sentence; for any other there is that of a wrong password. */
const REFUSED = ["PasswordResetRequiredException", "LimitExceededException"];

/** @type {import("../../../lib/frame/router.js").Show} */
export function show(visit) {
  const { errors, values } = visit.state;
  return {
    title: t("log_in.title"),
    errors,
    content: html`
      ${visit.query.has("habis") ? html`<div class="govuk-inset-text">${t("log_in.expired")}</div>` : ""}
      ${form(
        visit,
        html`
          ${textField({ name: "username", label: t("log_in.username"), value: values?.username, errors, autocomplete: "username" })}
          ${passwordField({ label: t("log_in.password"), errors, autocomplete: "current-password" })}
        `,
        t("log_in.send"),
        async (given) => {
          const username = String(given.username).trim();
          if (!username) return visit.again({ values: given, errors: [{ field: "username", message: t("log_in.username_missing") }] });
          if (!given.password) return visit.again({ values: given, errors: [{ field: "password", message: t("log_in.password_missing") }] });
          try {
            await replace(stepOf(await logIn(username, given.password), visit.query.get("lanjut")));
          } catch (error) {
            if (!(error instanceof IdentityProblem)) throw error;
            const message = t(`log_in.${REFUSED.includes(error.code) ? error.code : "refused"}`);
            await visit.again({ values: given, errors: [{ field: "username", message }] });
          }
        },
      )}
      <p class="govuk-body">${t("log_in.help")}</p>
    `,
    shown: () => letPasswordBeSeen(),
  };
}

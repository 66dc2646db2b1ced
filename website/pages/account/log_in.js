// Logging in, and the way to an account for people who have none.

import { html } from "/vendor/lit-html.js";
import { IdentityProblem } from "../../lib/base/errors.js";
import { signUp } from "../../lib/device/drafts.js";
import { isKnownDevice } from "../../lib/device/mark.js";
import { checkboxField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { emailAddress } from "../../lib/people/email.js";
import { logIn } from "../../lib/requests/log_in.js";
import { t } from "../../lib/words/texts.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  const { errors, values } = visit.state;
  const next = ownPath(visit.query.get("lanjut"));
  signUp.change({ next });
  return {
    title: t("log_in.title"),
    back: "/kantor",
    errors,
    content: html`
      ${visit.query.has("lanjut") ? html`<p class="govuk-body">${t("log_in.kept")}</p>` : ""}
      ${isKnownDevice() ? "" : html`${newcomers()} <h2 class="govuk-heading-m">${t("log_in.known_title")}</h2>`}
      ${form(
        visit,
        html`
          ${textField({ name: "email", label: t("log_in.email"), value: values?.email, errors, type: "email", autocomplete: "username" })}
          ${passwordField({ label: t("log_in.password"), errors, autocomplete: "current-password" })}
          ${checkboxField({ name: "keep", label: t("log_in.keep"), hint: t("log_in.keep_hint"), checked: values?.keep !== undefined })}
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/sandi">${t("log_in.forgotten")}</a></p>
        `,
        t("log_in.send"),
        async (given, tell) => {
          // an address that can be none is asked for all the same: the answer is that of an unknown one
          const email = emailAddress(String(given.email)) ?? String(given.email).trim().toLowerCase();
          try {
            const waiting = () => tell(t("log_in.waiting"));
            await logIn(email, String(given.password), { onDevice: given.keep !== undefined, waiting });
          } catch (error) {
            if (!(error instanceof IdentityProblem)) throw error;
            // the password is right, but the sign-up was begun at an earlier release and never ended: it begins again
            const refused = error.code === "UserNotConfirmedException" ? "log_in.unfinished" : "log_in.refused";
            return visit.again({ values: given, errors: [{ field: "email", message: t(refused) }] });
          }
          await replace(next);
        },
      )}
      ${isKnownDevice() ? newcomers() : ""}
    `,
    shown: () => letPasswordBeSeen(),
  };
}

/** The way to an account: first on a device where nobody has logged in before, last on others. */
function newcomers() {
  return html`
    <h2 class="govuk-heading-m">${t("log_in.new_title")}</h2>
    <p class="govuk-body">${t("log_in.new")}</p>
    <a class="govuk-button govuk-button--secondary" href="/daftar">${t("log_in.sign_up")}</a>
  `;
}

/**
 * Where to go on: a page of this site, whatever an address says.
 *
 * @param {string | null} path
 */
function ownPath(path) {
  // what begins with "//" or "/\\" would lead to another site
  return path && /^\/\w/.test(path) ? path : "/antrean";
}

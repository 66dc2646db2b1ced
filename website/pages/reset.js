// A new password: a code by mail, then the password. The same is said whether or not there is an account.

import { html } from "/vendor/lit-html.js";
import { signUp } from "../lib/draft.js";
import { IdentityProblem } from "../lib/errors.js";
import { textField } from "../lib/fields.js";
import { form } from "../lib/form.js";
import { forgotPassword, logIn, setPassword } from "../lib/identity.js";
import { replace } from "../lib/router.js";
import { t } from "../lib/texts.js";
import { passwordField } from "./parts/password.js";

/** Pool answers that would tell an address without an account, without a verified one, or with too many codes, from another. */
const SILENT = [
  "UserNotFoundException",
  "InvalidParameterException",
  "NotAuthorizedException",
  "LimitExceededException",
  // only where there is an account is a mail sent, and so can fail
  "CodeDeliveryFailureException",
];

/** @type {import("../lib/router.js").Show} */
export function show(visit) {
  const { errors, values } = visit.state;
  const email = signUp.get().account?.email;
  if (visit.params.step === "baru" && email) {
    return renewal(visit, email);
  }
  return {
    title: t("reset.title"),
    back: "/masuk",
    errors,
    content: html`
      <p class="govuk-body">${t("reset.lead")}</p>
      ${form(
        visit,
        textField({ name: "email", label: t("log_in.email"), value: values?.email ?? email, errors, type: "email", autocomplete: "username" }),
        t("reset.send"),
        async (given) => {
          const address = String(given.email).trim().toLowerCase();
          if (!address.includes("@")) {
            return visit.again({ values: given, errors: [{ field: "email", message: t("sign_up.surel.error") }] });
          }
          try {
            await forgotPassword(address);
          } catch (error) {
            if (!(error instanceof IdentityProblem) || !SILENT.includes(error.code)) throw error;
          }
          signUp.change({ account: { email: address } });
          await visit.go("/sandi/baru");
        },
      )}
    `,
  };
}

/**
 * @param {import("../lib/router.js").Visit} visit
 * @param {string} email
 * @returns {import("../lib/router.js").Page}
 */
function renewal(visit, email) {
  const { errors, values } = visit.state;
  return {
    title: t("reset.new_title"),
    back: "/sandi",
    errors,
    content: html`
      <p class="govuk-body">${t("reset.sent", { email })}</p>
      ${form(
        visit,
        html`
          ${textField({ name: "code", label: t("sign_up.kode.label"), value: values?.code, errors, inputmode: "numeric", autocomplete: "one-time-code", width: "govuk-input--width-10" })}
          ${passwordField({ label: t("reset.password"), hint: t("sign_up.sandi.hint"), errors, autocomplete: "new-password" })}
        `,
        t("reset.set"),
        async (given) => {
          const password = String(given.password);
          const { next = "/antrean" } = signUp.get();
          try {
            await setPassword(email, String(given.code).trim(), password);
            await logIn(email, password);
          } catch (error) {
            if (!(error instanceof IdentityProblem)) throw error;
            const field = error.code === "InvalidPasswordException" ? "password" : "code";
            return visit.again({ values: given, errors: [{ field, message: t(field === "code" ? "sign_up.kode.error" : "sign_up.sandi.error") }] });
          }
          await replace(next);
        },
      )}
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${t("sign_up.kode.none")}</span></summary>
        <div class="govuk-details__text">
          <p class="govuk-body">${t("reset.none_more")}</p>
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/sandi">${t("sign_up.kode.repeat")}</a></p>
        </div>
      </details>
    `,
  };
}

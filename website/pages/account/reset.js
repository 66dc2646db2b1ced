// A new password: a code by mail, then the password. The same is said whether or not there is an account.

import { html } from "/vendor/lit-html.js";
import { forgotPassword, logIn, setPassword } from "../../lib/account/identity.js";
import { IdentityProblem } from "../../lib/base/errors.js";
import { reset, signUp } from "../../lib/device/drafts.js";
import { textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { mailedCode } from "../../lib/people/code.js";
import { emailAddress } from "../../lib/people/email.js";
import { newPassword } from "../../lib/people/password.js";
import { t } from "../../lib/words/texts.js";
import { details } from "../parts/details.js";

/** Refusals of the pool that are not shown, because they would tell whether an address has an account. */
const SILENT = [
  "UserNotFoundException",
  "InvalidParameterException",
  "NotAuthorizedException",
  "LimitExceededException",
  // a mail is sent only if there is an account, and so only then can it fail
  "CodeDeliveryFailureException",
];

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  const { errors, values } = visit.state;
  const email = reset.get().email;
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
          const address = emailAddress(String(given.email));
          if (!address) {
            return visit.again({ values: given, errors: [{ field: "email", message: t("sign_up.surel.error") }] });
          }
          try {
            await forgotPassword(address);
          } catch (error) {
            if (!(error instanceof IdentityProblem) || !SILENT.includes(error.code)) throw error;
          }
          reset.change({ email: address, unanswered: false });
          await visit.go("/sandi/baru");
        },
      )}
    `,
  };
}

/**
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {string} email
 * @returns {import("../../lib/frame/router.js").Page}
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
          const password = newPassword(String(given.password));
          if (!password) {
            return visit.again({ values: given, errors: [{ field: "password", message: t("sign_up.sandi.error") }] });
          }
          const typed = mailedCode(String(given.code));
          if (!typed) {
            return visit.again({ values: given, errors: [{ field: "code", message: t("sign_up.kode.error") }] });
          }
          const { next = "/antrean" } = signUp.get();
          const { unanswered } = reset.get();
          reset.change({ unanswered: true });
          const refused = await refusal(() => setPassword(email, typed, password));
          if (refused === "InvalidPasswordException") {
            reset.change({ unanswered });
            return visit.again({ values: given, errors: [{ field: "password", message: t("sign_up.sandi.error") }] });
          }
          // a code whose first answer was lost is refused the second time; but then the password is set, and logs in
          if ((refused && !unanswered) || (await refusal(() => logIn(email, password)))) {
            reset.change({ unanswered: false });
            return visit.again({ values: given, errors: [{ field: "code", message: t("sign_up.kode.error") }] });
          }
          reset.forget();
          await replace(next);
        },
      )}
      ${details(
        t("sign_up.kode.none"),
        html`
          <p class="govuk-body">${t("reset.none_more")}</p>
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/sandi">${t("sign_up.kode.repeat")}</a></p>
        `,
      )}
    `,
    shown: () => void letPasswordBeSeen(),
  };
}

/**
 * The code with which the pool refuses a request, or null if it does not.
 *
 * @param {() => Promise<unknown>} request
 */
async function refusal(request) {
  try {
    await request();
    return null;
  } catch (error) {
    if (!(error instanceof IdentityProblem)) throw error;
    return error.code;
  }
}

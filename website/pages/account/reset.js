// A new password: a code by mail, then the password. The same is said whether or not there is an account.

import { html } from "/vendor/lit-html.js";
import { IdentityProblem, Redirect } from "../../lib/base/errors.js";
import { reset, signUp } from "../../lib/device/drafts.js";
import { forgetWaiting, keepWaiting, waitingFor } from "../../lib/device/waiting.js";
import { textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { linkedCode, mailedCode } from "../../lib/people/code.js";
import { emailAddress } from "../../lib/people/email.js";
import { newPassword, passwordError } from "../../lib/people/password.js";
import { askForPassword, setPassword } from "../../lib/requests/codes.js";
import { logIn } from "../../lib/requests/log_in.js";
import { currentLanguage, t } from "../../lib/words/texts.js";
import { details } from "../parts/details.js";
import { codeError, codeField, elsewhere, followLinks, refusedField } from "../parts/mailed.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  if (visit.params.step === "baru") {
    return renewal(visit);
  }
  const { errors, values } = visit.state;
  return {
    title: t("reset.title"),
    back: "/masuk",
    errors,
    content: html`
      <p class="govuk-body">${t("reset.lead")}</p>
      ${form(
        visit,
        textField({ name: "email", label: t("log_in.email"), value: values?.email ?? reset.get().email, errors, type: "email", autocomplete: "username" }),
        t("reset.send"),
        async (given) => {
          const email = emailAddress(String(given.email));
          if (!email) {
            return visit.again({ values: given, errors: [{ field: "email", message: t("sign_up.surel.error") }] });
          }
          const { secret } = await askForPassword({ email, language: currentLanguage() });
          reset.change({ email });
          keepWaiting("password", { secret, email });
          await visit.go("/sandi/baru");
        },
      )}
    `,
  };
}

/**
 * The code and the password. The page may be closed meanwhile, and reached by the link in the mail.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @returns {import("../../lib/frame/router.js").Page}
 */
function renewal(visit) {
  const waiting = waitingFor("password");
  const linked = linkedCode();
  if (!waiting && !linked) {
    throw new Redirect("/sandi");
  }
  if (!waiting) {
    return { title: t("reset.new_title"), back: "/sandi", content: elsewhere(linked, "/sandi"), shown: () => followLinks(visit) };
  }
  const { errors, values } = visit.state;
  return {
    title: t("reset.new_title"),
    back: "/sandi",
    errors,
    content: html`
      <p class="govuk-body">${t("reset.sent", { email: waiting.email })}</p>
      ${form(
        visit,
        html`
          ${codeField(values?.code || linked, errors)}
          ${passwordField({ label: t("reset.password"), hint: t("sign_up.sandi.hint"), errors, autocomplete: "new-password" })}
        `,
        t("reset.set"),
        async (given) => {
          const typed = String(given.password);
          const password = newPassword(typed);
          if (!password) return visit.again({ values: given, errors: [passwordError(typed)] });
          const code = mailedCode(String(given.code));
          if (!code) return visit.again({ values: given, errors: [codeError()] });
          try {
            await setPassword({ secret: waiting.secret, code, password });
          } catch (error) {
            const field = refusedField(error);
            if (!field) throw error;
            return visit.again({ values: given, errors: [field === "code" ? codeError() : { field, message: t("password.common") }] });
          }
          const { next = "/antrean" } = signUp.get();
          forgetWaiting("password");
          reset.forget();
          try {
            await logIn(waiting.email, password);
          } catch (error) {
            // the account logs in with another address of the same mailbox
            if (!(error instanceof IdentityProblem)) throw error;
            return replace(`/masuk?lanjut=${encodeURIComponent(next)}`);
          }
          return replace(next);
        },
      )}
      ${details(
        t("mailed.none"),
        html`
          <p class="govuk-body">${t("reset.none_more")}</p>
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/sandi">${t("mailed.repeat")}</a></p>
        `,
      )}
    `,
    shown: () => {
      letPasswordBeSeen();
      return followLinks(visit);
    },
  };
}

// Another password for who is logged in: the one of now, and the new one. Every log-in ends with it, and a new one begins here.

import { html } from "/vendor/lit-html.js";
import { logOut, loggedIn, person } from "../../lib/account/identity.js";
import { LoggedOut, Problem } from "../../lib/base/errors.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { newPassword, passwordError } from "../../lib/people/password.js";
import { logIn } from "../../lib/requests/log_in.js";
import { changePassword } from "../../lib/requests/own_account.js";
import { t } from "../../lib/words/texts.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  if (!loggedIn()) throw new LoggedOut();
  const { errors } = visit.state;
  return {
    title: t("new_password.title"),
    back: "/akun",
    errors,
    content: html`
      <p class="govuk-body">${t("new_password.lead")}</p>
      ${form(
        visit,
        html`
          ${passwordField({ name: "old_password", label: t("new_password.old"), errors, autocomplete: "current-password" })}
          ${passwordField({ name: "new_password", label: t("reset.password"), hint: t("sign_up.sandi.hint"), errors, autocomplete: "new-password" })}
        `,
        t("new_password.confirm"),
        change,
      )}
    `,
    shown: () => letPasswordBeSeen(),
  };

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function change({ old_password = "", new_password: typed = "" }, tell) {
    if (!old_password) return visit.again({ errors: [{ field: "old_password", message: t("password.missing") }] });
    const password = newPassword(typed);
    if (!password) return visit.again({ errors: [passwordError(typed, "new_password")] });
    tell(t("page.sending"));
    const email = person()?.email ?? "";
    try {
      await changePassword({ old_password, new_password: password });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "validation_failed") throw error;
      const isNew = error.document.errors?.[0]?.field === "new_password";
      return visit.again({ errors: [isNew ? { field: "new_password", message: t("password.common") } : { field: "old_password", message: t("password.wrong") }] });
    }
    await logOut();
    await logIn(email, password);
    await replace("/akun?sandi");
  }
}

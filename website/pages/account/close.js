// Close the account: what happens, and the password once more.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { LoggedOut, Problem } from "../../lib/base/errors.js";
import { CLOSING_DAYS } from "../../lib/base/rules.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { closeAccount } from "../../lib/requests/own_account.js";
import { t } from "../../lib/words/texts.js";
import { warning } from "../parts/warning.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  if (!loggedIn()) throw new LoggedOut();
  const { errors } = visit.state;
  return {
    title: t("close.title"),
    back: "/akun",
    errors,
    content: html`
      <p class="govuk-body">${t("close.lead", { days: CLOSING_DAYS })}</p>
      <ul class="govuk-list govuk-list--bullet">
        ${["erased", "bookings", "listed", "meanwhile"].map((each) => html`<li>${t(`close.then.${each}`, { days: CLOSING_DAYS })}</li>`)}
      </ul>
      ${warning(t("close.warning", { days: CLOSING_DAYS }))}
      ${form(visit, passwordField({ label: t("password.own"), errors, autocomplete: "current-password" }), t("close.confirm"), close, { warning: true })}
    `,
    shown: () => letPasswordBeSeen(),
  };

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function close({ password = "" }, tell) {
    if (!password) return visit.again({ errors: [{ field: "password", message: t("password.missing") }] });
    tell(t("page.sending"));
    try {
      await closeAccount(password, { waiting: () => tell(t("page.waiting")) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "booking_exists") {
        return visit.again({ errors: [{ field: "", message: t("close.booked"), href: "/antrean" }] });
      }
      if (error.code !== "validation_failed") throw error;
      return visit.again({ errors: [{ field: "password", message: t("password.wrong") }] });
    }
    await visit.go("/akun");
  }
}

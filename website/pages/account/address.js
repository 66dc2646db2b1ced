// Another mail address for the account: the address and the password, then the code that is mailed there; and the way back,
// which the mail to the old address leads to.

import { html } from "/vendor/lit-html.js";
import { logOut, loggedIn } from "../../lib/account/identity.js";
import { LoggedOut, Problem } from "../../lib/base/errors.js";
import { ADDRESS_DAYS } from "../../lib/base/rules.js";
import { forgetWaiting, keepWaiting, waitingFor } from "../../lib/device/waiting.js";
import { textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { linkedCode, mailedCode } from "../../lib/people/code.js";
import { emailAddress } from "../../lib/people/email.js";
import { newPassword, passwordError } from "../../lib/people/password.js";
import { askForAddress, confirmAddress, undoAddress } from "../../lib/requests/own_account.js";
import { t } from "../../lib/words/texts.js";
import { HEADQUARTERS, instantText } from "../../lib/words/times.js";
import { details } from "../parts/details.js";
import { codeError, codeField, elsewhere, followLinks, refusedField } from "../parts/mailed.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/frame/router.js").Page} Page */

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  if (visit.params.step === "kembali") return wayBack(visit);
  const linked = linkedCode();
  const waiting = visit.query.has("lagi") ? undefined : waitingFor("address");
  if (waiting) return proof(visit, waiting, linked);
  if (linked) return { title: t("address.title"), back: "/akun", content: elsewhere(linked, "/akun/surel"), shown: () => followLinks(visit) };
  return wish(visit);
}

/**
 * The new address, and the password.
 *
 * @param {Visit} visit
 * @returns {Page}
 */
function wish(visit) {
  if (!loggedIn()) throw new LoggedOut();
  const { errors, values } = visit.state;
  return {
    title: t("address.title"),
    back: "/akun",
    errors,
    content: html`
      <p class="govuk-body">${t("address.lead", { days: ADDRESS_DAYS })}</p>
      ${form(
        visit,
        html`
          ${textField({ name: "email", label: t("address.new"), value: values?.email, errors, type: "email", autocomplete: "email" })}
          ${passwordField({ label: t("password.own"), errors, autocomplete: "current-password" })}
        `,
        t("reset.send"),
        async (given) => {
          const email = emailAddress(String(given.email));
          if (!email) return visit.again({ values: given, errors: [{ field: "email", message: t("sign_up.surel.error") }] });
          if (!given.password) return visit.again({ values: given, errors: [{ field: "password", message: t("password.missing") }] });
          try {
            const { secret } = await askForAddress({ email, password: given.password });
            keepWaiting("address", { secret, email });
          } catch (error) {
            return refused(visit, error, given);
          }
          await visit.go("/akun/surel");
        },
      )}
    `,
    shown: () => letPasswordBeSeen(),
  };
}

/**
 * Why no code is mailed.
 *
 * @param {Visit} visit
 * @param {unknown} error
 * @param {Record<string, string>} values
 */
async function refused(visit, error, values) {
  if (!(error instanceof Problem)) throw error;
  const { code, document } = error;
  if (code === "limit_reached") {
    return visit.again({ values, errors: [{ field: "", message: t("address.lately", { until: instantText(document.until, HEADQUARTERS) }) }] });
  }
  if (code === "forbidden" && document.until) return visit.again({ values, errors: [{ field: "", message: t("address.closing"), href: "/akun" }] });
  if (code !== "validation_failed") throw error;
  const field = document.errors?.[0]?.field === "email" ? "email" : "password";
  return visit.again({ values, errors: [{ field, message: t(field === "email" ? "address.same" : "password.wrong") }] });
}

/**
 * The mailed code.
 *
 * @param {Visit} visit
 * @param {{secret: string, email: string}} waiting
 * @param {string} linked
 * @returns {Page}
 */
function proof(visit, { secret, email }, linked) {
  const { errors, values } = visit.state;
  return {
    title: t("address.title"),
    back: "/akun",
    errors,
    content: html`
      <p class="govuk-body">${t("address.sent", { email })}</p>
      ${form(visit, codeField(values?.code || linked, errors), t("address.confirm"), async (given) => {
        const code = mailedCode(given.code ?? "");
        if (!code) return visit.again({ values: given, errors: [codeError()] });
        try {
          await confirmAddress({ secret, code });
        } catch (error) {
          const taken = error instanceof Problem && error.code === "account_exists";
          if (!taken && !refusedField(error)) throw error;
          return visit.again({ values: given, errors: [taken ? { field: "", message: t("address.taken"), href: "/akun/surel?lagi" } : codeError()] });
        }
        forgetWaiting("address");
        // every log-in of the account has ended, this one too
        await logOut();
        await replace("/masuk?lanjut=%2Fakun");
      })}
      ${details(
        t("mailed.none"),
        html`
          <p class="govuk-body">${t("address.none_more")}</p>
          <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/surel?lagi">${t("mailed.repeat")}</a></p>
        `,
      )}
    `,
    shown: () => followLinks(visit),
  };
}

/**
 * Give the account its old address back, with a new password. Nobody is logged in for it: the link is the proof.
 *
 * @param {Visit} visit
 * @returns {Page}
 */
function wayBack(visit) {
  const { errors, done } = visit.state;
  const secret = location.hash.slice(1);
  return {
    title: t("address.back_title"),
    errors,
    content: done
      ? html`<p class="govuk-body">${t("address.back_done")}</p><a class="govuk-button" href="/masuk">${t("log_in.title")}</a>`
      : html`
          <p class="govuk-body">${t("address.back_lead", { days: ADDRESS_DAYS })}</p>
          ${form(visit, passwordField({ label: t("reset.password"), hint: t("sign_up.sandi.hint"), errors, autocomplete: "new-password" }), t("address.back_confirm"), async ({ password: typed = "" }) => {
            const password = newPassword(typed);
            if (!password) return visit.again({ errors: [passwordError(typed)] });
            try {
              await undoAddress({ secret, password });
            } catch (error) {
              const field = refusedField(error);
              if (!field) throw error;
              return visit.again({ errors: [field === "password" ? { field, message: t("password.common") } : { field: "", message: t("address.back_late"), href: "/sandi" }] });
            }
            await visit.again({ done: true });
          })}
        `,
    shown: () => letPasswordBeSeen(),
  };
}

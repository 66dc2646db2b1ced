// What the pool asks after the password: a password of one's own, an authenticator, a code of it. Each question has an
// address; after a reload the login begins anew, because what was answered is kept nowhere.

import { html } from "/vendor/lit-html.js";
import { IdentityProblem, Redirect } from "../../../lib/base/errors.js";
import { compact } from "../../../lib/base/text.js";
import { textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../../lib/forms/password.js";
import { replace } from "../../../lib/frame/router.js";
import { t } from "../../../lib/words/texts.js";
import { asked, authenticatorSecret, chooseFirstPassword, enterCode, setUpAuthenticator } from "../../account/identity.js";
import { qrCode, secretAddress } from "../../account/qr.js";
import { STEPS, stepOf } from "../../account/steps.js";
import { SHORTEST_PASSWORD } from "../../account/rules.js";

/** @typedef {import("../../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../account/identity.js").Challenge} Challenge */

/** Refusals for a code, by the pool's names of them: it is another one, or it was used already. */
const WRONG_CODE = ["CodeMismatchException", "EnableSoftwareTokenMFAException", "ExpiredCodeException"];

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const challenge = asked();
  if (!challenge) throw new Redirect(again(visit));
  if (STEPS[challenge.name] !== visit.params.step) throw new Redirect(stepOf(challenge, visit.query.get("lanjut")));
  if (challenge.name === "NEW_PASSWORD_REQUIRED") return firstPassword(visit);
  if (challenge.name === "MFA_SETUP") return authenticator(visit, challenge);
  return code(visit);
}

/** @param {Visit} visit */
function firstPassword(visit) {
  const { errors } = visit.state;
  return {
    title: t("first_password.title"),
    errors,
    content: form(
      visit,
      html`
        <p class="govuk-body">${t("first_password.lead")}</p>
        ${passwordField({ label: t("first_password.label"), hint: t("first_password.hint", { least: SHORTEST_PASSWORD }), errors, autocomplete: "new-password" })}
      `,
      t("page.continue"),
      async ({ password = "" }) => {
        if ([...password].length < SHORTEST_PASSWORD) return wrong(visit, "password", "first_password.short", { least: SHORTEST_PASSWORD });
        await next(visit, () => chooseFirstPassword(password), {
          InvalidPasswordException: () => wrong(visit, "password", "first_password.refused", { least: SHORTEST_PASSWORD }),
          PasswordHistoryPolicyViolationException: () => wrong(visit, "password", "first_password.used"),
        });
      },
    ),
    shown: () => letPasswordBeSeen(),
  };
}

/**
 * @param {Visit} visit
 * @param {Challenge} challenge
 */
async function authenticator(visit, challenge) {
  const { errors } = visit.state;
  const secret = await authenticatorSecret().catch((error) => {
    if (error instanceof IdentityProblem) throw new Redirect(again(visit));
    throw error;
  });
  return {
    title: t("authenticator.title"),
    errors,
    content: html`
      <ol class="govuk-list govuk-list--number">
        <li>${t("authenticator.step_1")}</li>
        <li>
          ${t("authenticator.step_2")} ${qrCode(secretAddress(challenge.username, secret), t("authenticator.qr"))}
          <details class="govuk-details">
            <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${t("authenticator.by_hand")}</span></summary>
            <div class="govuk-details__text"><code class="st-secret">${secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></div>
          </details>
        </li>
        <li>${t("authenticator.step_3")}</li>
      </ol>
      ${codeForm(visit, (given) => setUpAuthenticator(given))}
    `,
  };
}

/** @param {Visit} visit */
function code(visit) {
  return { title: t("code.title"), errors: visit.state.errors, content: codeForm(visit, enterCode) };
}

/**
 * @param {Visit} visit
 * @param {(code: string) => Promise<Challenge | null>} send
 */
function codeForm(visit, send) {
  const { errors } = visit.state;
  return form(
    visit,
    textField({
      name: "code",
      label: t("code.label"),
      hint: t("code.hint"),
      errors,
      inputmode: "numeric",
      autocomplete: "one-time-code",
      width: "govuk-input--width-10",
    }),
    t("page.continue"),
    async (given) => {
      const digits = compact(String(given.code));
      if (!/^\d{6}$/.test(digits)) return wrong(visit, "code", "code.form");
      const refused = Object.fromEntries(WRONG_CODE.map((name) => [name, () => wrong(visit, "code", "code.wrong")]));
      await next(visit, () => send(digits), refused);
    },
  );
}

/**
 * Send an answer and go on to what is asked next. A refusal that is not about the answer ends the login: the pool keeps a login waiting
 * for some minutes only.
 *
 * @param {Visit} visit
 * @param {() => Promise<Challenge | null>} send
 * @param {Record<string, () => Promise<void>>} refused what is done for each refusal that is about the answer
 */
async function next(visit, send, refused) {
  try {
    await replace(stepOf(await send(), visit.query.get("lanjut")));
  } catch (error) {
    if (!(error instanceof IdentityProblem)) throw error;
    await (refused[error.code]?.() ?? replace(again(visit)));
  }
}

/**
 * @param {Visit} visit
 * @param {string} field
 * @param {string} key
 * @param {Record<string, number>} [values]
 */
function wrong(visit, field, key, values) {
  return visit.again({ errors: [{ field, message: t(key, values) }] });
}

/**
 * The page where the login begins anew, with the reason.
 *
 * @param {Visit} visit
 */
function again(visit) {
  return `/petugas/masuk?habis=1&lanjut=${encodeURIComponent(visit.query.get("lanjut") ?? "/petugas")}`;
}

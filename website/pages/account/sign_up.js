// Signing up: one question on each page, then a code by mail. Nothing here tells whether somebody has an account.

import { html } from "/vendor/lit-html.js";
import { logIn, repeatCode } from "../../lib/account/identity.js";
import { IdentityProblem, Problem, Redirect } from "../../lib/base/errors.js";
import { LONGEST_NAME } from "../../lib/base/rules.js";
import { signUp } from "../../lib/device/drafts.js";
import { dateField, radioField, textField } from "../../lib/forms/fields.js";
import { actionButton, form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { mailedCode } from "../../lib/people/code.js";
import { emailAddress } from "../../lib/people/email.js";
import { personName } from "../../lib/people/name.js";
import { agrees, nikDigits } from "../../lib/people/nik.js";
import { newPassword } from "../../lib/people/password.js";
import { phoneNumber } from "../../lib/people/phone.js";
import { call } from "../../lib/requests/call.js";
import { currentLanguage, t } from "../../lib/words/texts.js";
import { dateParts, dateValue } from "../../lib/words/times.js";
import { details } from "../parts/details.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {Record<string, string>} Values */

/**
 * @typedef {object} Step
 * @property {string} back the step before
 * @property {(values: Values, errors: FieldError[] | undefined) => unknown} fields
 * @property {(values: Values) => Values | null} read the answers, or null if they cannot be right
 * @property {string} field the field that an error is told at
 * @property {(visit: Visit, answers: Values) => Promise<unknown>} next
 */

/** Held in memory only, until the mailed code is entered: then people are logged in without typing it again. */
let password = "";

/** @type {Record<string, Step>} */
const STEPS = {
  nik: {
    back: "/masuk",
    fields: (values, errors) =>
      html`
        ${textField({ name: "nik", label: t("sign_up.nik.title"), hint: t("sign_up.nik.hint"), heading: true, value: values.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20" })}
        ${details(t("sign_up.nik.why"), t("sign_up.nik.why_more"))}
      `,
    read: ({ nik = "" }) => answered({ nik: nikDigits(nik) }),
    field: "nik",
    next: (visit) => visit.go("/daftar/nama"),
  },
  nama: {
    back: "/daftar/nik",
    fields: (values, errors) =>
      textField({ name: "full_name", label: t("sign_up.nama.title"), hint: t("sign_up.nama.hint"), heading: true, value: values.full_name, errors, autocomplete: "name", maxlength: LONGEST_NAME }),
    read: ({ full_name = "" }) => answered({ full_name: personName(full_name) }),
    field: "full_name",
    next: (visit) => visit.go("/daftar/lahir"),
  },
  lahir: {
    back: "/daftar/nama",
    fields: (values, errors) =>
      dateField({ name: "birth_date", legend: t("sign_up.lahir.title"), hint: t("date.hint"), heading: true, values: { ...dateParts("birth_date", values.birth_date), ...values }, errors, birthday: true }),
    read: (values) => {
      const date = dateValue("birth_date", values);
      return date && date < new Date().toISOString() ? { birth_date: date } : null;
    },
    field: "birth_date-day",
    next: (visit, { nik = "", birth_date = "" }) => visit.go(agrees(nik, birth_date) ? "/daftar/surel" : "/daftar/cocok"),
  },
  cocok: {
    back: "/daftar/lahir",
    fields: (values, errors) => html`
      <div class="govuk-inset-text">${t("nik.mismatch")}</div>
      ${radioField({
        name: "nik_mismatch_confirmed",
        legend: t("sign_up.cocok.question"),
        value: values.nik_mismatch_confirmed,
        errors,
        options: [
          { value: "yes", label: t("sign_up.cocok.yes") },
          { value: "no", label: t("sign_up.cocok.no") },
        ],
      })}
    `,
    read: ({ nik_mismatch_confirmed: chosen }) => (chosen ? { nik_mismatch_confirmed: chosen } : null),
    field: "nik_mismatch_confirmed",
    next: (visit, { nik_mismatch_confirmed: chosen }) => visit.go(chosen === "yes" ? "/daftar/surel" : "/daftar/nik"),
  },
  surel: {
    back: "/daftar/lahir",
    fields: (values, errors) =>
      textField({ name: "email", label: t("sign_up.surel.title"), hint: t("sign_up.surel.hint"), heading: true, value: values.email, errors, type: "email", autocomplete: "email" }),
    read: ({ email = "" }) => answered({ email: emailAddress(email) }),
    field: "email",
    next: (visit) => visit.go("/daftar/telepon"),
  },
  telepon: {
    back: "/daftar/surel",
    fields: (values, errors) =>
      textField({ name: "phone", label: t("sign_up.telepon.title"), hint: t("sign_up.telepon.hint"), heading: true, value: values.phone, errors, type: "tel", autocomplete: "tel", width: "govuk-input--width-20" }),
    read: ({ phone = "" }) => answered({ phone: phoneNumber(phone) }),
    field: "phone",
    next: (visit) => visit.go("/daftar/sandi"),
  },
  sandi: {
    back: "/daftar/telepon",
    fields: (_, errors) => passwordField({ label: t("sign_up.sandi.title"), hint: t("sign_up.sandi.hint"), heading: true, errors, autocomplete: "new-password" }),
    read: (values) => {
      password = newPassword(values.password ?? "") ?? "";
      return password ? {} : null;
    },
    field: "password",
    next: (visit, answers) => finish(visit, answers),
  },
};

const NUMBERED = ["nik", "nama", "lahir", "surel", "telepon", "sandi", "kode"];

/** For each field of the API the step that asks for it. */
const STEP_OF = { nik: "nik", full_name: "nama", birth_date: "lahir", email: "surel", phone: "telepon", password: "sandi" };

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const name = visit.params.step ?? "nik";
  if (name === "kode") {
    return code(visit);
  }
  const step = STEPS[name];
  if (!step) {
    throw new Problem(404, { code: "not_found" });
  }
  const answers = signUp.get().account ?? {};
  if (name !== "nik" && !answers.nik) {
    throw new Redirect("/daftar");
  }
  const refused = visit.query.has("salah") ? [{ field: step.field, message: t(`sign_up.${name}.error`) }] : undefined;
  const errors = visit.state.errors ?? refused;
  return {
    title: t(`sign_up.${name}.title`),
    back: step.back,
    ownHeading: name !== "cocok",
    errors,
    content: html`
      ${progress(name)}
      ${form(visit, step.fields(visit.state.values ?? answers, errors), t("page.continue"), async (values) => {
        const read = step.read(values);
        if (!read) {
          return visit.again({ values, errors: [{ field: step.field, message: t(`sign_up.${name}.error`) }] });
        }
        const account = { ...signUp.get().account, ...read };
        signUp.change({ account });
        await step.next(visit, account);
      })}
    `,
    shown: () => {
      if (name === "sandi") void letPasswordBeSeen();
    },
  };
}

/**
 * The answer to a step, or null if it cannot be right.
 *
 * @param {Record<string, string | null>} answer
 */
function answered(answer) {
  return Object.values(answer).includes(null) ? null : /** @type {Values} */ (answer);
}

/** @param {string} name of a step; the one that not everybody comes to has no number */
function progress(name) {
  const index = NUMBERED.indexOf(name);
  return index < 0 ? "" : html`<p class="govuk-caption-m">${t("sign_up.progress", { step: index + 1, of: NUMBERED.length })}</p>`;
}

/**
 * Sign up, to be written to in the language of the page. The answer is the same whether or not the NIK or the address has an account, and so is that to a repetition.
 *
 * @param {Values} answers
 */
function send({ nik_mismatch_confirmed: confirmed, ...rest }) {
  return call("POST", "/accounts", { body: { ...rest, password, language: currentLanguage(), ...(confirmed === "yes" ? { nik_mismatch_confirmed: true } : {}) } });
}

/**
 * @param {Visit} visit
 * @param {Values} answers
 */
async function finish(visit, answers) {
  try {
    await send(answers);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "nik_mismatch_unconfirmed") {
      return visit.go("/daftar/cocok");
    }
    /** @type {string | undefined} */
    const field = error.document.errors?.[0]?.field;
    const step = STEP_OF[/** @type {keyof typeof STEP_OF} */ (field)];
    if (!step) throw error;
    return visit.go(`/daftar/${step}?salah=1`);
  }
  await visit.go("/daftar/kode");
}

/**
 * The mailed code.
 *
 * @param {Visit} visit
 * @returns {Promise<import("../../lib/frame/router.js").Page>}
 */
async function code(visit) {
  const account = signUp.get().account ?? {};
  const { email } = account;
  if (!email) {
    throw new Redirect("/daftar");
  }
  return {
    title: t("sign_up.kode.title"),
    back: "/daftar/sandi",
    ownHeading: true,
    errors: visit.state.errors,
    content: html`
      ${progress("kode")}
      <h1 class="govuk-heading-l" tabindex="-1">${t("sign_up.kode.title")}</h1>
      <p class="govuk-body">${t("sign_up.kode.lead", { email })}</p>
      <p class="ap-status" role="status">${visit.state.sent ? t("sign_up.kode.sent") : ""}</p>
      ${form(
        visit,
        textField({ name: "code", label: t("sign_up.kode.label"), value: visit.state.values?.code, errors: visit.state.errors, inputmode: "numeric", autocomplete: "one-time-code", width: "govuk-input--width-10" }),
        t("sign_up.kode.send"),
        (values) => enterCode(visit, email, values),
      )}
      ${details(
        t("sign_up.kode.none"),
        html`
          <p class="govuk-body">${t("sign_up.kode.none_more")}</p>
          ${account.nik && !password
            ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/daftar/sandi">${t("sign_up.kode.repeat")}</a></p>`
            : actionButton(visit, t("sign_up.kode.repeat"), async () => {
                // without a NIK, somebody came here from the login page, with the right password
                await (account.nik ? send(account) : repeatCode(email));
                await visit.again({ sent: true });
              })}
        `,
      )}
    `,
  };
}

/**
 * Confirm the address with its code, and log in with the password of the sign-up.
 *
 * @param {Visit} visit
 * @param {string} email
 * @param {Values} values
 */
async function enterCode(visit, email, values) {
  const wrong = { values, errors: [{ field: "code", message: t("sign_up.kode.error") }] };
  const { next = "/kantor" } = signUp.get();
  const typed = mailedCode(values.code ?? "");
  if (!typed) return visit.again(wrong);
  const taken = await confirm(email, typed);
  if (!password) {
    if (!taken) return visit.again(wrong);
    // the page was reloaded meanwhile, and with its memory the password is gone: the login page asks for it
    signUp.forget();
    return replace(`/masuk?lanjut=${encodeURIComponent(next)}`);
  }
  try {
    await logIn(email, password);
  } catch (error) {
    // a code whose first answer was lost is refused the second time; but then the password logs in
    if (taken || !(error instanceof IdentityProblem)) throw error;
    return visit.again(wrong);
  }
  password = "";
  signUp.forget();
  return replace(next);
}

/**
 * Whether the API accepts a code.
 *
 * @param {string} email
 * @param {string} code
 */
async function confirm(email, code) {
  try {
    await call("POST", "/accounts/confirm", { body: { email, code } });
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "validation_failed") throw error;
    return false;
  }
}

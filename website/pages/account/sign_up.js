// Signing up: what stands on the identity card, how to be reached, then a code by mail, then a password. Nothing tells whether
// somebody has an account before the code is entered.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { instantOf, now } from "../../lib/base/clock.js";
import { IdentityProblem, Problem, Redirect } from "../../lib/base/errors.js";
import { NOTICE_VERSION } from "../../lib/base/rules.js";
import { signUp } from "../../lib/device/drafts.js";
import { forgetWaiting, keepWaiting, waitingFor } from "../../lib/device/waiting.js";
import { dateField, radioField, textField } from "../../lib/forms/fields.js";
import { actionButton, form } from "../../lib/forms/form.js";
import { letPasswordBeSeen, passwordField } from "../../lib/forms/password.js";
import { replace } from "../../lib/frame/router.js";
import { linkedCode, mailedCode } from "../../lib/people/code.js";
import { emailAddress } from "../../lib/people/email.js";
import { nameError, personName } from "../../lib/people/name.js";
import { agrees, nikDigits, nikError } from "../../lib/people/nik.js";
import { newPassword, passwordError } from "../../lib/people/password.js";
import { phoneNumber } from "../../lib/people/phone.js";
import { confirmSignUp, signUp as begin } from "../../lib/requests/codes.js";
import { logIn } from "../../lib/requests/log_in.js";
import { currentLanguage, t } from "../../lib/words/texts.js";
import { dateParts, dateValue } from "../../lib/words/times.js";
import { details } from "../parts/details.js";
import { codeError, codeField, elsewhere, followLinks, refusedField } from "../parts/mailed.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {Record<string, string>} Values */

/**
 * @typedef {object} Answer what is asked for under its name in the API
 * @property {string} step the page that asks for it
 * @property {string} [field] where an error is told, if not at the field of that name
 * @property {(values: Values) => string | null | undefined | false} read nothing if it cannot be right
 * @property {(values: Values) => string} wrong what is wrong with it then
 */

/** @type {Record<string, Answer>} */
const ANSWERS = {
  nik: { step: "diri", read: ({ nik = "" }) => nikDigits(nik), wrong: ({ nik = "" }) => nikError(nik) },
  full_name: { step: "diri", read: ({ full_name = "" }) => personName(full_name), wrong: ({ full_name = "" }) => nameError(full_name, t("sign_up.nama.error")) },
  birth_date: {
    step: "diri",
    field: "birth_date-day",
    read: (values) => {
      const date = dateValue("birth_date", values);
      return date && date < instantOf(now()) && date;
    },
    wrong: () => t("sign_up.lahir.error"),
  },
  nik_mismatch_confirmed: { step: "cocok", read: ({ nik_mismatch_confirmed: chosen }) => chosen, wrong: () => t("sign_up.cocok.error") },
  email: { step: "kontak", read: ({ email = "" }) => emailAddress(email), wrong: () => t("sign_up.surel.error") },
  phone: { step: "kontak", read: ({ phone = "" }) => phoneNumber(phone), wrong: () => t("sign_up.telepon.error") },
};

/**
 * @typedef {object} Step
 * @property {string} back the step before
 * @property {(values: Values, errors: FieldError[] | undefined) => unknown} fields
 * @property {(visit: Visit, answers: Values) => Promise<unknown>} next
 */

/** @type {Record<string, Step>} */
const STEPS = {
  diri: {
    back: "/masuk",
    fields: (values, errors) => html`
      ${textField({ name: "nik", label: t("sign_up.nik.title"), hint: t("sign_up.nik.hint"), value: values.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20" })}
      ${details(t("sign_up.nik.why"), t("sign_up.nik.why_more"))}
      ${textField({ name: "full_name", label: t("sign_up.nama.title"), hint: t("sign_up.nama.hint"), value: values.full_name, errors, autocomplete: "name" })}
      ${dateField({ name: "birth_date", legend: t("sign_up.lahir.title"), hint: t("date.hint"), values: { ...dateParts("birth_date", values.birth_date), ...values }, errors, birthday: true })}
    `,
    next: (visit, { nik = "", birth_date = "" }) => visit.go(agrees(nik, birth_date) ? "/daftar/kontak" : "/daftar/cocok"),
  },
  cocok: {
    back: "/daftar",
    fields: (values, errors) => html`
      <div class="govuk-inset-text">${t("doubt.nik_mismatch_confirmed.why", { names: String(signUp.get().account?.full_name) })}</div>
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
    next: (visit, { nik_mismatch_confirmed: chosen }) => visit.go(chosen === "yes" ? "/daftar/kontak" : "/daftar"),
  },
  kontak: {
    back: "/daftar",
    fields: (values, errors) => html`
      ${textField({ name: "email", label: t("sign_up.surel.title"), hint: t("sign_up.surel.hint"), value: values.email, errors, type: "email", autocomplete: "email" })}
      ${textField({ name: "phone", label: t("sign_up.telepon.title"), hint: t("sign_up.telepon.hint"), value: values.phone, errors, type: "tel", autocomplete: "tel", width: "govuk-input--width-20" })}
      <p class="govuk-body">${t("sign_up.notice")} <a class="govuk-link" href="/privasi.html">${t("site.privacy")}</a></p>
    `,
    next: (visit, answers) => finish(visit, answers),
  },
};

const NUMBERED = ["diri", "kontak", "kode", "sandi"];

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const name = visit.params.step ?? "diri";
  if (name === "kode") {
    return code(visit);
  }
  if (name === "sandi") {
    return choice(visit);
  }
  const step = STEPS[name];
  if (!step) {
    throw new Problem(404, { code: "not_found" });
  }
  const answers = signUp.get().account ?? {};
  if (name !== "diri" && !answers.nik) {
    throw new Redirect("/daftar");
  }
  const refused = visit.query.get("salah");
  const errors = visit.state.errors ?? (refused ? wrong(refused, answers) : undefined);
  return {
    title: t(`sign_up.${name}.title`),
    back: step.back,
    ownHeading: true,
    errors,
    content: html`
      ${progress(name)}
      <h1 class="govuk-heading-l" tabindex="-1">${t(`sign_up.${name}.title`)}</h1>
      ${form(visit, step.fields(visit.state.values ?? answers, errors), t("page.continue"), async (values) => {
        const asked = Object.entries(ANSWERS).filter(([, answer]) => answer.step === name);
        const problems = asked.flatMap(([each, { read }]) => (read(values) ? [] : wrong(each, values)));
        if (problems.length) {
          return visit.again({ values, errors: problems });
        }
        const account = { ...signUp.get().account, ...Object.fromEntries(asked.map(([each, { read }]) => [each, String(read(values))])) };
        signUp.change({ account });
        await step.next(visit, account);
      })}
    `,
  };
}

/**
 * What is wrong with an answer, as an error at its field; nothing for what is no answer of ours.
 *
 * @param {string} name
 * @param {Values} values
 */
function wrong(name, values) {
  const answer = ANSWERS[name];
  return answer ? [{ field: answer.field ?? name, message: answer.wrong(values) }] : [];
}

/** @param {string} name of a step; the one that not everybody comes to has no number */
function progress(name) {
  const index = NUMBERED.indexOf(name);
  return index < 0 ? "" : html`<p class="govuk-caption-m">${t("sign_up.progress", { step: index + 1, of: NUMBERED.length })}</p>`;
}

/**
 * Sign up, to be written to in the language of the page. Whoever does so again gets another secret, and the same code.
 *
 * @param {Values} answers
 */
async function send({ nik_mismatch_confirmed: confirmed, ...rest }) {
  const { secret } = await begin({ ...rest, language: currentLanguage(), notice_version: NOTICE_VERSION, ...(confirmed === "yes" ? { nik_mismatch_confirmed: true } : {}) });
  keepWaiting("sign_up", { secret, email: rest.email ?? "" });
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
    /** @type {string} */
    const field = error.document.errors?.[0]?.field ?? "";
    const answer = ANSWERS[field];
    if (!answer) throw error;
    return visit.go(`/daftar/${answer.step}?salah=${field}`);
  }
  await visit.go("/daftar/kode");
}

/**
 * The mailed code. The page may be closed meanwhile, and reached by the link in the mail.
 *
 * @param {Visit} visit
 * @returns {Promise<import("../../lib/frame/router.js").Page>}
 */
async function code(visit) {
  const waiting = waitingFor("sign_up");
  const linked = linkedCode();
  if (!waiting && !linked) {
    throw new Redirect("/daftar");
  }
  if (!waiting) {
    // the sign-up of somebody else, or one's own that is over: its mail is opened once more
    const [path, name] = loggedIn() ? ["/antrean", "site.my_booking"] : ["/masuk", "log_in.title"];
    const content = html`${elsewhere(linked, "/daftar")}<h2 class="govuk-heading-m">${t("log_in.known_title")}</h2>
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${path}>${t(name)}</a></p>`;
    return { title: t("sign_up.kode.title"), back: "/masuk", content, shown: () => followLinks(visit) };
  }
  const { account = {} } = signUp.get();
  const errors = visit.state.errors ?? (visit.query.has("salah") ? [codeError()] : undefined);
  return {
    title: t("sign_up.kode.title"),
    back: account.nik ? "/daftar/kontak" : "/masuk",
    ownHeading: true,
    errors,
    content: html`
      ${progress("kode")}
      <h1 class="govuk-heading-l" tabindex="-1">${t("sign_up.kode.title")}</h1>
      <p class="govuk-body">${t("sign_up.kode.lead", { email: waiting.email })}</p>
      <p class="ap-status" role="status">${visit.state.sent ? t("mailed.sent") : ""}</p>
      ${form(visit, codeField(visit.state.values?.code || linked, errors), t("page.continue"), async (values) => {
        const typed = mailedCode(values.code ?? "");
        if (!typed) return visit.again({ values, errors: [codeError()] });
        signUp.change({ code: typed });
        await visit.go("/daftar/sandi");
      })}
      ${details(
        t("mailed.none"),
        html`
          <p class="govuk-body">${t("sign_up.kode.none_more")}</p>
          ${account.nik
            ? actionButton(visit, t("mailed.repeat"), async () => {
                await send(account);
                await visit.again({ sent: true });
              })
            : html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/daftar">${t("mailed.begin")}</a></p>`}
        `,
      )}
    `,
    shown: () => followLinks(visit),
  };
}

/**
 * The password, which goes out together with the code: it is the answer to both that tells whether there is an account now.
 *
 * @param {Visit} visit
 * @returns {import("../../lib/frame/router.js").Page}
 */
function choice(visit) {
  const waiting = waitingFor("sign_up");
  const { code: typed, next = "/kantor" } = signUp.get();
  if (!waiting || !typed) {
    throw new Redirect("/daftar/kode");
  }
  const { errors, refused } = visit.state;
  return {
    title: t("sign_up.sandi.title"),
    back: "/daftar/kode",
    ownHeading: true,
    errors,
    content: html`
      ${progress("sandi")} ${refused ? wayOut(refused) : ""}
      ${form(
        visit,
        passwordField({ label: t("sign_up.sandi.title"), hint: t("sign_up.sandi.hint"), heading: true, errors, autocomplete: "new-password" }),
        t("sign_up.sandi.send"),
        async (values) => {
          const password = newPassword(values.password ?? "");
          if (!password) return visit.again({ errors: [passwordError(values.password)] });
          try {
            await confirmSignUp({ secret: waiting.secret, code: typed, password });
          } catch (error) {
            return notConfirmed(visit, error);
          }
          forgetWaiting("sign_up");
          signUp.forget();
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
    `,
    shown: () => letPasswordBeSeen(),
  };
}

/**
 * Tell why there is no account: the code was wrong, or the mailbox or the NIK has one already.
 *
 * @param {Visit} visit
 * @param {unknown} error
 */
async function notConfirmed(visit, error) {
  switch (refusedField(error)) {
    case "code":
      return visit.go("/daftar/kode?salah=1");
    case "password":
      return visit.again({ errors: [{ field: "password", message: t("password.common") }] });
  }
  if (!(error instanceof Problem) || !["account_exists", "nik_taken", "limit_reached"].includes(error.code)) throw error;
  return visit.again({ refused: error.code, errors: [{ field: "", message: t(`sign_up.refused.${error.code}`) }] });
}

/**
 * What to do instead, for whom the confirmation is refused.
 *
 * @param {string} code
 */
function wayOut(code) {
  if (code === "limit_reached") return "";
  return html`
    <p class="govuk-body ap-alone"><a class="govuk-link" href="/masuk">${t("log_in.title")}</a></p>
    ${code === "account_exists"
      ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/sandi">${t("log_in.forgotten")}</a></p>`
      : html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/daftar">${t("sign_up.refused.other_nik")}</a></p>`}
  `;
}

// How sure it is who I am, what that allows, and a check with the civil registry.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { MOST_CHECKS } from "../../lib/base/rules.js";
import { forgetTyped } from "../../lib/device/typed.js";
import { dateField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { announce } from "../../lib/frame/frame.js";
import { nikDigits, nikError } from "../../lib/people/nik.js";
import { checkIdentity, ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { HEADQUARTERS, dateParts, dateValue, instantText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/requests/profile.js").Profile} Profile */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */

/** How long the page waits for the registry, and how often it looks: most answers are there in seconds. */
const LOOKS = 10;
const PAUSE = 2000;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  /** @type {Profile} */
  const profile = visit.state.profile ?? (await ownProfile());
  const { errors, values, asked } = visit.state;
  return {
    title: t("identity.title"),
    back: "/akun",
    errors,
    announcement: asked ? t("identity.asked") : "",
    content: html`
      <p class="govuk-body">${t(`identity.level.${profile.identity_level}`)}</p>
      ${profile.books_family ? "" : html`<p class="govuk-body">${t("people.alone")}</p>`}
      ${asked && profile.identity_level === 0 && profile.registry ? html`<div class="govuk-inset-text">${t(`identity.registry.${profile.registry}`)}</div>` : ""}
      ${profile.identity_level ? "" : question()}
      <p class="govuk-body">${t("identity.counter")}</p>
    `,
  };

  function question() {
    return form(
      visit,
      html`
        ${textField({ name: "nik", label: t("person.nik"), hint: t("sign_up.nik.hint"), value: values?.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20", unkept: true })}
        ${dateField({ name: "birth_date", legend: t("identity.birth_date"), hint: t("date.hint"), values: { ...dateParts("birth_date", undefined), ...values }, errors, birthday: true })}
        ${asked ? html`<div class="govuk-inset-text">${t("identity.asked")}</div>` : ""}
      `,
      t("identity.send"),
      send,
      { state: { profile } },
    );
  }

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function send(given, tell) {
    const nik = nikDigits(given.nik ?? "");
    if (!nik) return visit.again({ profile, values: given, errors: [{ field: "nik", message: nikError(given.nik ?? "") }] });
    const birth_date = dateValue("birth_date", given);
    if (!birth_date) return visit.again({ profile, values: given, errors: [{ field: "birth_date-day", message: t("sign_up.lahir.error") }] });
    tell(t("page.sending"));
    announce("");
    try {
      await checkIdentity({ nik, birth_date }, { waiting: () => tell(t("page.waiting")) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const refused = refusedFields(error);
      if (!refused.length) throw error;
      return visit.again({ profile, values: given, errors: refused });
    }
    forgetTyped(location.pathname);
    tell(t("identity.waiting"));
    await visit.again({ asked: true, profile: await answered(profile) });
  }
}

/**
 * Wait until the registry has said something else than before, but not for ever: what it says comes later too. Returns the
 * profile as it was seen last.
 *
 * @param {Profile} before
 */
async function answered(before) {
  let profile = before;
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((done) => setTimeout(done, PAUSE));
    profile = await ownProfile();
    if (profile.identity_level || profile.registry !== before.registry) break;
  }
  return profile;
}

/**
 * What a refusal says of the fields.
 *
 * @param {Problem} problem
 * @returns {FieldError[]}
 */
function refusedFields({ code, document }) {
  if (code === "not_found") return [{ field: "", message: t("identity.nobody") }];
  if (code === "limit_reached") {
    return [{ field: "", message: t("limit.checks", { count: MOST_CHECKS, until: instantText(document.until, HEADQUARTERS) }) }];
  }
  /** @type {{field: string}[]} */
  const errors = code === "validation_failed" ? document.errors : [];
  return errors.map(({ field }) => ({ field: field === "nik" ? "nik" : "birth_date-day", message: t(`identity.not_own.${field === "nik" ? "nik" : "birth_date"}`) }));
}

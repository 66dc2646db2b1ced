// My account: whose it is, in which language it is written to, over which ways it is reminded of visits, and the way out of it.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { forgetTyped } from "../../lib/device/typed.js";
import { checkboxField, radioField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { announce } from "../../lib/frame/frame.js";
import { changeProfile, ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { mailboxBanner } from "../parts/mailbox.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/profile.js").Profile} Profile */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  /** @type {Profile | null} */
  const profile = visit.state.profile ?? (await ownProfile().catch(unfinished));
  const { errors, saved } = visit.state;
  return {
    title: t("account.title"),
    back: "/antrean",
    errors,
    // the sentence on the page stands at the button, far from where a screen reader would look for it
    announcement: saved ? t("account.saved") : "",
    content: html`
      ${profile
        ? html`${mailboxBanner(profile)} ${summaryList(rows(profile))} ${settings(visit, profile)}`
        : html`
            <p class="govuk-body">${t("problem.forbidden")}</p>
            <a class="govuk-button" href="/daftar">${t("account.unfinished")}</a>
          `}
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/keluar">${t("log_out.link")}</a></p>
    `,
  };
}

/**
 * Null where the registration was not finished: such an account has nothing to show. Any other error is thrown on.
 *
 * @param {unknown} error
 */
function unfinished(error) {
  if (error instanceof Problem && error.code === "forbidden") return null;
  throw error;
}

/** @param {Profile} profile */
function rows({ full_name, email, phone, nik_masked, identity_level }) {
  return [
    { name: t("account.name"), value: full_name },
    { name: t("log_in.email"), value: email },
    { name: t("account.phone"), value: phone },
    { name: t("person.nik"), value: nik_masked },
    { name: t("identity.title"), value: html`${t(`identity.level.${identity_level}`)} <a class="govuk-link" href="/akun/identitas">${t("identity.see")}</a>` },
  ];
}

/**
 * How the account is written to.
 *
 * @param {Visit} visit
 * @param {Profile} profile
 */
function settings(visit, profile) {
  const { errors, values, saved } = visit.state;
  // what is shown again, such as after an error, needs no second request for the account, which could fail too
  const here = { ...visit, again: (/** @type {object} */ state) => visit.again({ profile, ...state }) };
  return html`
    <div @input=${() => void (saved && visit.update({ saved: false }))}>
      ${form(
        here,
        html`
          ${radioField({
            name: "language",
            legend: t("account.language"),
            value: values?.language ?? profile.language,
            errors,
            options: ["id", "en"].map((language) => ({ value: language, label: t(`account.languages.${language}`) })),
          })}
          ${checkboxField({ name: "reminders", label: t("account.reminders"), hint: t("account.reminders_hint"), checked: values ? values.reminders !== undefined : profile.reminders })}
          ${profile.whatsapp_available
            ? checkboxField({ name: "whatsapp", label: t("account.whatsapp"), hint: t("account.whatsapp_hint", { phone: profile.phone }), checked: values ? values.whatsapp !== undefined : profile.whatsapp })
            : ""}
          ${saved ? html`<div class="govuk-inset-text">${t("account.saved")}</div>` : ""}
        `,
        t("account.save"),
        save,
      )}
    </div>
  `;

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function save({ language, reminders, whatsapp }, tell) {
    tell(t("page.sending"));
    // the same sentence is read aloud again only if it was gone meanwhile
    announce("");
    const wanted = { language, reminders: reminders !== undefined };
    const given = profile.whatsapp_available ? { ...wanted, whatsapp: whatsapp !== undefined } : wanted;
    const changed = await changeProfile(given, { waiting: () => tell(t("page.waiting")) });
    // a reload shows what was saved, and not what was typed before
    forgetTyped(location.pathname);
    await visit.again({ profile: changed, saved: true });
  }
}

// My account: whose it is, in which language it is written to, over which ways it is reminded of visits, the household, what is
// known of its holder, its sessions, and the ways out of it.

import { html } from "/vendor/lit-html.js";
import { logOut } from "../../lib/account/identity.js";
import { Problem } from "../../lib/base/errors.js";
import { forgetTyped } from "../../lib/device/typed.js";
import { checkboxField, radioField } from "../../lib/forms/fields.js";
import { actionButton, form } from "../../lib/forms/form.js";
import { announce } from "../../lib/frame/frame.js";
import { endSessions, everythingKept, reopenAccount } from "../../lib/requests/own_account.js";
import { changeProfile, ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { HEADQUARTERS, instantText } from "../../lib/words/times.js";
import { mailboxBanner } from "../parts/mailbox.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/profile.js").Profile} Profile */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  /** @type {Profile | null} */
  const profile = visit.state.profile ?? (await ownProfile().catch(unfinished));
  const { errors, saved } = visit.state;
  const renewed = visit.query.has("sandi");
  return {
    title: t("account.title"),
    back: "/antrean",
    errors,
    // the sentence on the page stands at the button, far from where a screen reader would look for it
    announcement: saved ? t("account.saved") : "",
    content: html`
      ${renewed ? html`<div class="govuk-inset-text" role="status">${t("new_password.done")}</div>` : ""}
      ${profile
        ? html`
            ${profile.closes_at ? closing(visit, profile.closes_at) : ""} ${mailboxBanner(profile)} ${summaryList(rows(profile))} ${settings(visit, profile)}
            ${family()} ${data(visit)} ${security(visit)} ${profile.closes_at ? "" : leaving()}
          `
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
    { name: t("log_in.email"), value: email, change: "/akun/surel" },
    { name: t("account.phone"), value: phone, change: "/akun/telepon" },
    { name: t("person.nik"), value: nik_masked },
    { name: t("identity.title"), value: html`${t(`identity.level.${identity_level}`)} <a class="govuk-link" href="/akun/identitas">${t("identity.see")}</a>` },
  ];
}

/**
 * That the account will be erased, and the way back.
 *
 * @param {Visit} visit
 * @param {string} at
 */
function closing(visit, at) {
  const keep = async () => {
    await reopenAccount();
    await visit.again({});
  };
  return html`
    <section class="govuk-inset-text">
      <h2 class="govuk-heading-m">${t("reopen.title", { date: instantText(at, HEADQUARTERS) })}</h2>
      <p class="govuk-body">${t("reopen.why")}</p>
      ${actionButton(visit, t("reopen.confirm"), keep, t("reopen.done"))}
    </section>
  `;
}

function family() {
  return html`
    <h2 class="govuk-heading-m">${t("household.title")}</h2>
    <p class="govuk-body">${t("account.household")}</p>
    <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/keluarga">${t("account.to_household")}</a></p>
  `;
}

/** @param {Visit} visit */
function data(visit) {
  return html`
    <h2 class="govuk-heading-m">${t("account.data")}</h2>
    <p class="govuk-body">${t("account.data_hint")}</p>
    ${actionButton(visit, t("account.download"), async () => download("antrean-paspor.json", await everythingKept()), t("account.downloaded"))}
    <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/dilihat">${t("seen.title")}</a></p>
    <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/kunjungan">${t("missed.title")}</a></p>
  `;
}

/** @param {Visit} visit */
function security(visit) {
  const end = async () => {
    await endSessions();
    // this one has ended with the others
    await logOut();
    await visit.go("/masuk");
  };
  return html`
    <h2 class="govuk-heading-m">${t("account.sessions")}</h2>
    <p class="govuk-body">${t("account.sessions_hint")}</p>
    ${actionButton(visit, t("account.end_sessions"), end)}
    <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/sandi">${t("new_password.title")}</a></p>
  `;
}

function leaving() {
  return html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/tutup">${t("close.title")}</a></p>`;
}

/**
 * Hand a document to the browser's downloads.
 *
 * @param {string} name
 * @param {unknown} content
 */
function download(name, content) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // a browser may still be reading it
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
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
          ${checkboxField({ name: "children", label: t("account.children"), hint: t("account.children_hint"), checked: values ? values.children !== undefined : profile.children })}
          ${profile.notice.accepted === profile.notice.newest
            ? ""
            : checkboxField({ name: "notice", label: t("account.notice"), hint: html`${t("account.notice_hint")} <a class="govuk-link" href="/privasi.html">${t("site.privacy")}</a>`, checked: values?.notice !== undefined })}
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
  async function save({ language, reminders, whatsapp, children, notice }, tell) {
    tell(t("page.sending"));
    // the same sentence is read aloud again only if it was gone meanwhile
    announce("");
    const accepted = notice === undefined ? {} : { notice_version: profile.notice.newest };
    const wanted = { language, reminders: reminders !== undefined, children: children !== undefined, ...accepted };
    const given = profile.whatsapp_available ? { ...wanted, whatsapp: whatsapp !== undefined } : wanted;
    const changed = await changeProfile(given, { waiting: () => tell(t("page.waiting")) });
    // a reload shows what was saved, and not what was typed before
    forgetTyped(location.pathname);
    await visit.again({ profile: changed, saved: true });
  }
}

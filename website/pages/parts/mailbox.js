// That mails to somebody come back, and what to do instead of waiting for one.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/requests/profile.js").Profile} Profile */

/**
 * Whether mails to an account come back; a version of the API from before says nothing of it.
 *
 * @param {Profile} profile
 */
export function mailsComeBack({ mailbox_works }) {
  return mailbox_works === false;
}

/** @param {Profile} profile */
export function mailboxBanner(profile) {
  if (!mailsComeBack(profile)) return "";
  return html`
    <section class="govuk-inset-text">
      <p class="govuk-body"><strong>${t("mailbox.title")}</strong></p>
      <p class="govuk-body">${t("mailbox.why", { email: profile.email })}</p>
      <p class="govuk-body">${t("mailbox.then")}</p>
    </section>
  `;
}

// What people ask most, with the way on; and who runs this site, where whoever set it up said so.

import { html } from "/vendor/lit-html.js";
import { config } from "../../lib/base/config.js";
import { t } from "../../lib/words/texts.js";

/** The questions, each with the page that helps, if one does. */
const QUESTIONS = [
  { name: "code", page: "/daftar", link: "log_in.sign_up" },
  { name: "password", page: "/sandi", link: "log_in.forgotten" },
  { name: "taken" },
  { name: "full", page: "/kantor", link: "front.start" },
  { name: "lost", page: "/antrean", link: "site.my_booking" },
  { name: "office", page: "/kantor", link: "front.start" },
];

/** @type {import("../../lib/frame/router.js").Show} */
export async function show() {
  const { controller, contact } = await config();
  return {
    title: t("help.title"),
    back: "/",
    content: html`
      ${QUESTIONS.map(
        ({ name, page, link }) => html`
          <h2 class="govuk-heading-m">${t(`help.${name}_title`)}</h2>
          <p class="govuk-body">${t(`help.${name}`)}</p>
          ${page ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href=${page}>${t(String(link))}</a></p>` : ""}
        `,
      )}
      <h2 class="govuk-heading-m">${t("help.who_title")}</h2>
      <p class="govuk-body">${controller ?? t("help.nobody")}</p>
      ${contact ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href=${`mailto:${encodeURI(contact)}`}>${contact}</a></p>` : ""}
    `,
  };
}

// At which office one works from here: for people of several offices, or of all.

import { html } from "/vendor/lit-html.js";
import { radioField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { counted, t } from "../../lib/words/texts.js";
import { paintHeader } from "../frame/header.js";
import { chooseOffice, chosenOffice, officesOf } from "../scope/office.js";
import { person } from "../scope/person.js";
import { ownPath } from "../account/paths.js";

/** From how many offices on they are searched, and how many are listed at most. */
const SEARCHED_FROM = 8;
const LISTED = 20;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const who = await person();
  const offices = await officesOf(who);
  if (!offices.length) return { title: t("office.title"), content: html`<p class="govuk-body">${t("office.none")}</p>` };
  const present = await chosenOffice(who);
  const { errors, search = "" } = visit.state;
  const wanted = String(search).trim().toLowerCase();
  const found = offices.filter(({ name, province }) => `${name} ${province}`.toLowerCase().includes(wanted));
  const listed = found.slice(0, LISTED);
  const searched = offices.length >= SEARCHED_FROM;
  return {
    title: t("office.title"),
    errors,
    announcement: searched ? counted("office.found", found.length) : "",
    content: html`
      ${searched
        ? html`<form class="ap-search st-search" novalidate @submit=${find}>
            ${textField({ name: "search", label: t("office.search"), value: search, type: "search", autocomplete: "off" })}
            <button class="govuk-button govuk-button--secondary">${t("office.find")}</button>
          </form>`
        : ""}
      ${searched ? html`<p class="govuk-body">${counted("office.found", found.length)} ${found.length > LISTED ? t("office.first", { count: LISTED }) : ""}</p>` : ""}
      ${listed.length ? chooser(visit, listed, present?.office_id, errors) : ""}
    `,
  };

  /** @param {SubmitEvent} event */
  function find(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("search");
    void visit.again({ search: String(given) });
  }
}

/**
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {import("../../lib/requests/offices.js").Office[]} offices
 * @param {string | undefined} present
 * @param {import("../../lib/frame/error_summary.js").FieldError[]} [errors]
 */
function chooser(visit, offices, present, errors) {
  const options = offices.map(({ office_id, name, province }) => ({ value: office_id, label: name, hint: province }));
  return form(
    visit,
    html`<div class="st-offices">${radioField({ name: "office", legend: t("office.legend"), options, value: present, errors })}</div>`,
    t("page.continue"),
    async ({ office }) => {
      if (!office) return visit.again({ ...visit.state, errors: [{ field: "office", message: t("office.missing") }] });
      chooseOffice(office);
      paintHeader();
      await replace(ownPath(visit.query.get("lanjut")));
    },
  );
}

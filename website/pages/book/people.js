// Who is coming: the citizen and up to four members of the family.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { MOST_FAMILY } from "../../lib/base/rules.js";
import { newBooking } from "../../lib/device/drafts.js";
import { keepsFamily } from "../../lib/device/family.js";
import { form } from "../../lib/forms/form.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { household, membersToChoose } from "../parts/household.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { service, people = [], alone } = newBooking.get();
  if (!service) {
    throw new Redirect("/antre/layanan");
  }
  if (alone && (await ownProfile()).books_family) {
    newBooking.change({ alone: false });
  }
  const members = visit.state.members ?? (await membersToChoose());
  const offer = keepsFamily() ? (await import("../parts/kept_before.js")).offerToMove(visit) : "";
  const self = people.some((person) => person.relation === "self");
  return {
    title: t("people.title"),
    back: "/antre/layanan",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("people.lead")}</p>
      ${offer}
      ${household({
        visit,
        people,
        members,
        path: "/antre/orang",
        room: MOST_FAMILY - people.filter((person) => person.relation !== "self").length,
        full: t("people.full"),
        alone: Boolean(newBooking.get().alone),
        change: (kept) => newBooking.change({ people: kept }),
      })}
      ${self ? "" : html`<p class="govuk-body"><button type="button" class="ap-link-button" @click=${addSelf}>${t("people.add_self")}</button></p>`}
      ${form(visit, "", t("page.continue"), () =>
        people.length ? visit.go("/antre/periksa") : visit.again({ errors: [{ field: "", message: t("people.nobody") }] }),
      )}
    `,
  };

  async function addSelf() {
    newBooking.change({ people: [{ relation: "self" }, ...people] });
    await visit.again({});
  }
}

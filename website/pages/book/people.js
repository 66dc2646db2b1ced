// Who is coming: the citizen and up to four members of the family.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect, Unreachable } from "../../lib/base/errors.js";
import { MOST_FAMILY } from "../../lib/base/rules.js";
import { looking, newBooking } from "../../lib/device/drafts.js";
import { keepsFamily } from "../../lib/device/family.js";
import { form } from "../../lib/forms/form.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { standingOf } from "../../lib/turns/asked.js";
import { t } from "../../lib/words/texts.js";
import { household, membersToChoose } from "../parts/household.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { service, slot, wait, people = [], alone } = newBooking.get();
  const wanted = looking.get().people ?? 1;
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
      <p class="govuk-body">${t("people.lead")} ${t("people.helping")}</p>
      ${people.length === wanted ? "" : html`<p class="govuk-body"><strong>${t("people.looked_for", { wanted, count: people.length })}</strong></p>`}
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
      ${form(visit, "", t("page.continue"), goOn)}
    `,
  };

  async function goOn() {
    if (!people.length) return visit.again({ errors: [{ field: "", message: t("people.nobody") }] });
    const few = slot && !wait && people.length > wanted ? await tooFew(slot, people.length) : "";
    if (few) return visit.again({ errors: [{ field: "", message: few, href: `/kantor/${slot?.office_id}/${slot?.date}?people=${people.length}` }] });
    looking.change({ people: people.length });
    return visit.go("/antre/periksa");
  }

  async function addSelf() {
    newBooking.change({ people: [{ relation: "self" }, ...people] });
    await visit.again({});
  }
}

/**
 * That a slot has too few seats for more people than they were looked for; "" where it has enough, and where nobody can tell.
 *
 * @param {import("../../lib/device/drafts.js").Slot} slot
 * @param {number} count
 */
async function tooFew(slot, count) {
  try {
    const { state, seats_left: seats } = await standingOf(slot);
    return state === "open" && seats < count ? t("people.too_few", { seats, count }) : "";
  } catch (error) {
    if (error instanceof Problem || error instanceof Unreachable) return "";
    throw error;
  }
}

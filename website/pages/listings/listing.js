// Get out of a booking that another account made: ask to be taken out, or leave. The page says first what that means.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { OBJECTION_HOURS } from "../../lib/base/rules.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { contest, leave, listingOf, wayOut } from "../../lib/requests/listings.js";
import { t } from "../../lib/words/texts.js";
import { instantText } from "../../lib/words/times.js";
import { warning } from "../parts/warning.js";
import { listed, wayOutText } from "./listed.js";

/** @typedef {import("../../lib/requests/listings.js").Listing} Listing */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {(text: string) => void} Tell */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const listing = await listingOf(String(visit.params.booking_id)).catch(gone);
  const way = wayOut(listing);
  return {
    title: t("listing.title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      ${listed(listing)} ${way === "leave" ? leaving(visit, listing) : way === "ask" ? asking(visit, listing) : html`<p class="govuk-body">${wayOutText(listing)}</p>`}
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/antrean">${t("listing.back")}</a></p>
    `,
  };
}

/**
 * The list of bookings instead, where the person is not in this one, or no longer. Any other error is thrown on.
 *
 * @param {unknown} error
 * @returns {never}
 */
function gone(error) {
  throw error instanceof Problem && error.code === "not_found" ? new Redirect("/antrean") : error;
}

/**
 * @param {Visit} visit
 * @param {Listing} listing
 */
function leaving(visit, { booking_id: id, timezone, closure }) {
  return html`
    ${warning(t(closure ? "listing.right_lost" : "listing.lost"))}
    <p class="govuk-body">${t(closure ? "listing.right_after" : "listing.after")}</p>
    ${form(visit, "", t("listing.leave_confirm"), confirm, { warning: true })}
  `;

  /**
   * @param {Record<string, string>} _
   * @param {Tell} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    try {
      await leave(id, { waiting: () => tell(t("page.waiting")) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "contest_first" || !error.document.until) throw error;
      // the clock of this device is fast, or the booking has changed since the page was made
      return visit.again({ errors: [{ field: "", message: t("listing.not_yet", { from: instantText(error.document.until, timezone) }) }] });
    }
    await replace("/antrean?keluar");
  }
}

/**
 * @param {Visit} visit
 * @param {Listing} listing
 */
function asking(visit, { booking_id: id }) {
  return html`
    <h2 class="govuk-heading-m">${t("listing.then")}</h2>
    <ol class="govuk-list govuk-list--number">
      <li>${t("listing.told", { hours: OBJECTION_HOURS })}</li>
      <li>${t("listing.unopposed")}</li>
      <li>${t("listing.opposed")}</li>
    </ol>
    ${form(visit, "", t("listing.ask"), confirm)}
  `;

  /**
   * @param {Record<string, string>} _
   * @param {Tell} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    await contest(id, { waiting: () => tell(t("page.waiting")) });
    await replace("/antrean?diminta");
  }
}

// A booking that another account made for who is logged in: where and when it is, whether its office has closed the
// session, and how one gets out of it now.

import { now } from "../../lib/base/clock.js";
import { html } from "/vendor/lit-html.js";
import { lastDayOfRight } from "../../lib/device/party.js";
import { wayOut } from "../../lib/requests/listings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, instantText } from "../../lib/words/times.js";
import { closedBox } from "../parts/closed.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/requests/listings.js").Listing} Listing */

/** @param {Listing} listing */
export function listed(listing) {
  const { closure } = listing;
  const rows = summaryList([
    { name: t("check.office"), value: listing.office_name },
    { name: t("check.date"), value: `${dateText(listing.date)}, ${t(`session.${listing.session}`)}` },
    { name: t("listing.by"), value: listing.booked_by },
  ]);
  if (!closure) return rows;
  return html`
    ${rows} ${closedBox(closure.reason, t("listing.void"), t("listing.closed"))}
    <p class="govuk-body">${t("listing.right", { date: dateText(lastDayOfRight(listing)) })}</p>
  `;
}

/**
 * How who is listed gets out now, in a sentence.
 *
 * @param {Listing} listing
 */
export function wayOutText(listing) {
  const { leaves_from, timezone } = listing;
  const way = wayOut(listing);
  const words = t(`listing.way.${way}`, { from: leaves_from ? instantText(leaves_from, timezone) : "" });
  return supersedes(listing) ? `${words} ${t("listing.supersedes")}` : words;
}

/**
 * Whether a booking of who is listed takes them out of this one now.
 *
 * @param {Listing} listing
 */
export function supersedes(listing) {
  return wayOut(listing) === "leave" && Boolean(listing.supersedes_from) && Date.parse(listing.supersedes_from ?? "") <= now();
}

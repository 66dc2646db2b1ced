// My bookings: the one to come, what another account booked for me, and those before. Without a connection or a login,
// these are the tickets on this device.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { Redirect } from "../../lib/base/errors.js";
import { newBooking } from "../../lib/device/drafts.js";
import { keepsFamily } from "../../lib/device/family.js";
import { isKnownDevice } from "../../lib/device/mark.js";
import { canObject, lastDayOfRight } from "../../lib/device/party.js";
import { hasRight, isActive, stateOf, tickets } from "../../lib/device/tickets.js";
import { allBookings } from "../../lib/requests/bookings.js";
import { listingsBeside, wayOut } from "../../lib/requests/listings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { listed, supersedes, wayOutText } from "../listings/listed.js";
import { numbers } from "./numbers.js";
import { refresh } from "./refresh.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/** @typedef {import("../../lib/requests/listings.js").Listing} Listing */

/**
 * What has just happened, by the word in the address; and whether it can be so, because Back leads to old addresses.
 *
 * @type {Record<string, (listings: Listing[]) => boolean>}
 */
const NEWS = {
  sudah: () => true,
  terdaftar: (listings) => listings.length > 0,
  diminta: (listings) => listings.some((listing) => wayOut(listing) === "wait"),
  keluar: (listings) => listings.length === 0,
};

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const kept = tickets();
  // from the screen of the telephone: who has nothing here and never logged in on it is greeted like everybody who is new
  if (visit.query.has("mulai") && !kept.length && !loggedIn() && !isKnownDevice()) throw new Redirect("/");
  const { bookings = kept.length ? kept : await allBookings(), notice } = visit.state;
  /** @type {Listing[]} */
  const listings = visit.state.listings ?? (kept.length ? [] : await listingsBeside(bookings));
  const offer = keepsFamily() && loggedIn() ? (await import("../parts/kept_before.js")).offerToMove(visit) : "";
  const news = Object.keys(NEWS).find((each) => visit.query.has(each) && NEWS[each]?.(listings));
  return {
    ...page(bookings, listings, notice ?? (news ? t(`bookings.news.${news}`) : ""), offer),
    errors: visit.state.errors,
    shown: () => {
      if (kept.length) void refresh(visit, () => newest(kept));
    },
  };
}

/**
 * All bookings as they are now, or null if those that were kept are all of them and have not changed.
 *
 * @param {Booking[]} kept
 */
async function newest(kept) {
  const bookings = await allBookings({ hasty: true });
  const listings = await listingsBeside(bookings, { hasty: true });
  const same = !listings.length && bookings.length === kept.length && JSON.stringify(tickets()) === JSON.stringify(kept);
  return same ? null : { bookings, listings };
}

/**
 * @param {Booking[]} bookings
 * @param {Listing[]} listings
 * @param {string} notice
 * @param {unknown} offer
 * @returns {import("../../lib/frame/router.js").Page}
 */
function page(bookings, listings, notice, offer) {
  const current = bookings.filter(isActive);
  const before = bookings.filter((booking) => !isActive(booking));
  return {
    title: t("bookings.title"),
    back: "/",
    content: html`
      ${notice ? html`<div class="govuk-inset-text" role="status">${notice}</div>` : ""}
      ${offer} ${listings.map(byAnother)} ${current.map((booking) => (hasRight(booking) ? displacedCard(booking) : card(booking)))} ${current.length ? "" : none(before.length > 0, listings.some((listing) => !supersedes(listing)))}
      ${before.length
        ? html`
            <h2 class="govuk-heading-m">${t("bookings.before")}</h2>
            <ul class="govuk-list ap-list">
              ${before.map(line)}
            </ul>
          `
        : ""}
      ${loggedIn()
        ? html`
            <p class="govuk-body ap-alone"><a class="govuk-link" href="/tunggu">${t("waiting.title")}</a></p>
            <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun">${t("account.title")}</a></p>
            <p class="govuk-body ap-alone"><a class="govuk-link" href="/keluar">${t("log_out.link")}</a></p>
          `
        : html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/masuk?lanjut=%2Fantrean">${t("log_in.title")}</a></p>`}
    `,
  };
}

/** @param {Booking} booking */
function card(booking) {
  const address = `/antrean/${booking.booking_id}`;
  return html`
    <section class="ap-card ap-card--ticket">
      <h2 class="govuk-heading-m">${booking.office_name}</h2>
      <p class="govuk-body-l">${dateText(booking.date)}<br />${windowText(booking, booking.timezone)}</p>
      ${numbers(booking)}
      ${contested(booking)}
      <a class="govuk-button" href=${`${address}/tiket`}>${t("booking.show")}</a>
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${address}>${t("bookings.open")}</a></p>
    </section>
  `;
}

/**
 * A booking that is no ticket any more, because its office has closed the session.
 *
 * @param {Booking} booking
 */
function displacedCard(booking) {
  return html`
    <section class="ap-card ap-card--ticket ap-card--void">
      <h2 class="govuk-heading-m">${t("displaced.title")}</h2>
      <p class="govuk-body-l">${booking.office_name}<br />${dateText(booking.date)}</p>
      <p class="govuk-body"><strong>${t("displaced.void")}</strong></p>
      <p class="govuk-body">${t("displaced.right", { date: dateText(lastDayOfRight(booking)) })}</p>
      ${contested(booking)}
      <a class="govuk-button" href=${`/antrean/${booking.booking_id}`}>${t("displaced.choose")}</a>
    </section>
  `;
}

/**
 * Who asks to be taken out of a booking, as long as the account can object.
 *
 * @param {Booking} booking
 */
function contested(booking) {
  return booking.applicants.map(({ full_name: name }, place) =>
    canObject(booking, place)
      ? html`<p class="govuk-body"><strong>${t("contested.title", { name })}</strong> <a class="govuk-link" href=${`/antrean/${booking.booking_id}`}>${t("contested.see")}</a></p>`
      : "",
  );
}

/** @param {Listing} listing */
function byAnother(listing) {
  const way = wayOut(listing);
  return html`
    <section class=${listing.closure ? "ap-card ap-card--ticket ap-card--void" : "ap-card ap-card--ticket"}>
      <h2 class="govuk-heading-m">${t("listing.title")}</h2>
      ${listed(listing)}
      <p class="govuk-body">${wayOutText(listing)}</p>
      ${way === "leave" || way === "ask"
        ? html`<a class="govuk-button" href=${`/antrean/terdaftar/${listing.booking_id}`}>${t(`listing.${way}`)}</a>`
        : ""}
    </section>
  `;
}

/**
 * @param {boolean} before whether there were bookings before
 * @param {boolean} held whether another account has booked who is logged in, who cannot book before they are out of it
 */
function none(before, held) {
  const { service } = newBooking.get();
  const [first, other] = ["govuk-button", "govuk-button govuk-button--secondary"];
  return html`
    <p class="govuk-body">${t(before ? "bookings.none_to_come" : "bookings.none")}</p>
    ${held
      ? ""
      : html`
          <div class="govuk-button-group">
            ${service ? html`<a class=${first} href="/antre/periksa">${t("bookings.go_on")}</a>` : ""}
            <a class=${service ? other : first} href="/kantor">${t("bookings.begin")}</a>
          </div>
        `}
  `;
}

/** @param {Booking} booking */
function line(booking) {
  return html`
    <li>
      <a class="govuk-link" href=${`/antrean/${booking.booking_id}`}>${dateText(booking.date)}</a>
      <span class="ap-list__more">${booking.office_name}, ${t(`booking.status.${stateOf(booking)}`)}</span>
    </li>
  `;
}

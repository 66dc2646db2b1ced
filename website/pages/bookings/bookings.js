// My bookings: the one to come, and those before. Without a connection or a login, these are the tickets on this device.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { newBooking } from "../../lib/device/drafts.js";
import { isTicket, tickets } from "../../lib/device/tickets.js";
import { allBookings } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { numbers } from "./numbers.js";
import { refresh } from "./refresh.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const kept = tickets();
  const { bookings = kept.length ? kept : await allBookings(), notice } = visit.state;
  return {
    ...page(bookings, notice ?? (visit.query.has("sudah") ? t("bookings.exists") : "")),
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
  const same = bookings.length === kept.length && JSON.stringify(tickets()) === JSON.stringify(kept);
  return same ? null : { bookings };
}

/**
 * @param {Booking[]} bookings
 * @param {string} notice
 * @returns {import("../../lib/frame/router.js").Page}
 */
function page(bookings, notice) {
  const current = bookings.filter(isTicket);
  const before = bookings.filter((booking) => !isTicket(booking));
  return {
    title: t("bookings.title"),
    back: "/",
    content: html`
      ${notice ? html`<div class="govuk-inset-text" role="status">${notice}</div>` : ""}
      ${current.map(card)} ${current.length ? "" : none(before.length > 0)}
      ${before.length
        ? html`
            <h2 class="govuk-heading-m">${t("bookings.before")}</h2>
            <ul class="govuk-list ap-list">
              ${before.map(line)}
            </ul>
          `
        : ""}
      <p class="govuk-body ap-alone">
        ${loggedIn()
          ? html`<a class="govuk-link" href="/keluar">${t("log_out.link")}</a>`
          : html`<a class="govuk-link" href="/masuk?lanjut=%2Fantrean">${t("log_in.title")}</a>`}
      </p>
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
      <a class="govuk-button" href=${`${address}/tiket`}>${t("booking.show")}</a>
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${address}>${t("bookings.open")}</a></p>
    </section>
  `;
}

/** @param {boolean} before whether there were bookings before */
function none(before) {
  const { service } = newBooking.get();
  return html`
    <p class="govuk-body">${t(before ? "bookings.none_to_come" : "bookings.none")}</p>
    <div class="govuk-button-group">
      ${service ? html`<a class="govuk-button" href="/antre/periksa">${t("bookings.go_on")}</a>` : ""}
      <a class=${service ? "govuk-button govuk-button--secondary" : "govuk-button"} href="/kantor">${t("bookings.begin")}</a>
    </div>
  `;
}

/** @param {Booking} booking */
function line(booking) {
  return html`
    <li>
      <a class="govuk-link" href=${`/antrean/${booking.booking_id}`}>${dateText(booking.date)}</a>
      <span class="ap-list__more">${booking.office_name}, ${t(`booking.status.${booking.status === "confirmed" ? "past" : booking.status}`)}</span>
    </li>
  `;
}

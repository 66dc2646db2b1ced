// The ticket for the counter. It stands alone on a white screen, which stays on; on paper it is one sheet. It opens
// without a connection, from what is kept on this device.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { LoggedOut, Redirect, Unreachable } from "../../lib/base/errors.js";
import { grouped, isTicket, ticketOf, versionText } from "../../lib/device/tickets.js";
import { replace } from "../../lib/frame/router.js";
import { bookingOf } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { followServing, servingPlace } from "../parts/serving.js";
import { bring, numbers } from "./numbers.js";
import { qrCode } from "./qr.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const kept = ticketOf(id);
  const booking = kept ?? (await bookingOf(id));
  if (!isTicket(booking)) {
    throw new Redirect(`/antrean/${id}`);
  }
  return {
    title: t("ticket.title"),
    ownHeading: true,
    bare: true,
    content: html`
      <article class="ap-ticket">
        <p class="ap-ticket__paper"><img src="/icon.svg" alt="" width="40" height="40" /> ${t("site.name")}</p>
        <h1 class="ap-ticket__office" tabindex="-1"><span class="govuk-visually-hidden">${t("ticket.title")}: </span>${booking.office_name}</h1>
        ${booking.office_address ? html`<p lang="id">${booking.office_address}</p>` : ""}
        <p class="ap-ticket__when">${dateText(booking.date)}<br /><strong>${windowText(booking, booking.timezone)}</strong></p>
        ${qrCode(booking)}
        <p class="ap-ticket__code">${grouped(id)}</p>
        <p>${versionText(booking)}</p>
        ${numbers(booking)}
        ${servingPlace(booking)}
        <p class="ap-ticket__service">${t(`service.${booking.service}`)}</p>
        <p class="ap-ticket__paper">${bring(booking)}</p>
        <p class="ap-ticket__close">
          <button type="button" class="govuk-button govuk-button--secondary" @click=${print}>${t("booking.print")}</button>
          <a class="govuk-button" href=${`/antrean/${id}`}>${t("ticket.close")}</a>
        </p>
      </article>
    `,
    shown: () => {
      // printed once: the new address does not ask for it again after a reload or in another language
      if (visit.query.has("cetak")) return void replace(`/antrean/${id}/tiket`).then(print);
      if (kept && loggedIn()) void refresh(kept);
      const stops = [stayAwake(), followServing(booking)];
      return () => stops.forEach((stop) => stop());
    },
  };

  /** @param {Booking} shown */
  async function refresh(shown) {
    try {
      const now = await bookingOf(id, { hasty: true });
      if (JSON.stringify(ticketOf(id)) !== JSON.stringify(shown)) await (isTicket(now) ? visit.update({}) : visit.fail(new Redirect(`/antrean/${id}`)));
    } catch (error) {
      // without a connection or a login the kept ticket stays on the screen
      if (!(error instanceof Unreachable || error instanceof LoggedOut)) throw error;
    }
  }
}

function print() {
  window.print();
}

/** Keep the screen on, where the device lets a page do that, until the returned function is called. */
function stayAwake() {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  let over = false;
  async function ask() {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // a device that saves its battery refuses
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    if (over) void lock?.release();
  }
  void ask();
  // the device ends the lock whenever something else is on the screen, so it is asked again afterwards
  document.addEventListener("visibilitychange", ask);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}

// A booking whose session its office has closed: what happened, until when its people have a right to another place, and
// the nearest places, each one press away.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { awaited, slotOf } from "../../lib/device/drafts.js";
import { lastDayOfRight, openedAgain, peopleOf } from "../../lib/device/party.js";
import { hasRight } from "../../lib/device/tickets.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { distance } from "../../lib/places/soonest.js";
import { bookingOf, placesOf, takePlace } from "../../lib/requests/bookings.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { closedBox } from "../parts/closed.js";
import { isLost } from "../parts/refusal.js";

/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/offices.js").Option} Option */

/**
 * What happened, what it means, and until when something can be done.
 *
 * @param {Booking} booking
 */
export function closed(booking) {
  const date = dateText(lastDayOfRight(booking));
  const where = `${booking.office_name}, ${dateText(booking.date)}, ${windowText(booking, booking.timezone)}.`;
  return html`
    ${closedBox(booking.closure?.reason ?? "", t("displaced.void"), where)}
    <p class="govuk-body">${t(hasRight(booking) ? "displaced.right" : "displaced.ended", { date })}</p>
  `;
}

/**
 * Where a displaced booking could be moved to. `places` of the page's state are undefined while they are looked for, and
 * null where no answer came.
 *
 * @param {Visit} visit
 * @param {Booking} booking
 */
export function otherPlaces(visit, booking) {
  if (!hasRight(booking)) return "";
  const chosen = awaited(booking.booking_id);
  if (chosen) {
    return html`
      <h2 class="govuk-heading-m">${t("displaced.chosen")}</h2>
      <div class="ap-card ap-place">${place(visit, booking, chosen, t("page.again"))}</div>
    `;
  }
  return html`
    ${list(visit, booking, visit.state.places)}
    <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/antrean/${booking.booking_id}/pindah`}>${t("displaced.choose")}</a></p>
  `;
}

/**
 * Go on with a place that was chosen before a reload or a login and that no answer came for; tells whether there is one.
 *
 * @param {Booking} booking
 */
export function goOn(booking) {
  const waits = hasRight(booking) && awaited(booking.booking_id) !== undefined;
  if (waits) pressAgain();
  return waits;
}

/**
 * @param {Visit} visit
 * @param {Booking} booking
 * @param {Option[] | null | undefined} places
 */
function list(visit, booking, places) {
  // as high as what comes in its place, so that nothing moves away from under a finger
  if (places === undefined && !navigator.onLine) return html`<p class="govuk-body">${t("displaced.offline")}</p>`;
  if (places === undefined) return html`<p class="govuk-body ap-places--coming">${t("displaced.looking")}</p>`;
  if (!places) return html`<p class="govuk-body ap-alone"><a class="govuk-link" href=${`/antrean/${booking.booking_id}`}>${t("page.again")}</a></p>`;
  if (!places.length) return html`<p class="govuk-body">${t("displaced.none")}</p>`;
  return html`
    <h2 class="govuk-heading-m">${counted("displaced.places", peopleOf(booking).length)}</h2>
    <p class="govuk-body">${t("displaced.lead")}</p>
    <ul class="govuk-list ap-places">
      ${places.map((each) => html`<li class="ap-card ap-place">${place(visit, booking, slotOf(each, each), t("displaced.take"), each.distance_km)}</li>`)}
    </ul>
  `;
}

/**
 * One place, with the button that moves the booking there.
 *
 * @param {Visit} visit
 * @param {Booking} booking
 * @param {Slot} slot
 * @param {string} button
 * @param {number} [away] how many kilometres from the office that closed the session
 */
function place(visit, booking, slot, button, away) {
  const office = slot.office_name;
  const when = `${t(`session.${slot.session}`)}, ${windowText(slot, slot.timezone)}`;
  return form(
    visit,
    html`
      <p class="govuk-body"><strong>${dateText(slot.date)}</strong><br />${when}</p>
      <p class="govuk-body">${office}${away ? `, ${distance(away)}` : ""}</p>
    `,
    html`${button}<span class="govuk-visually-hidden"> ${office}, ${dateText(slot.date)}, ${when}</span>`,
    take,
    { state: { booking, places: visit.state.places } },
  );

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function take(_, tell) {
    tell(t("page.sending"));
    try {
      const now = await takePlace(booking, slot, { waiting: () => tell(t("page.waiting")) });
      if (openedAgain(booking, now)) return await visit.again({ booking: now, notice: t("displaced.opened") });
      await replace(`/antrean/${booking.booking_id}?pindah`);
    } catch (error) {
      if (!(error instanceof Problem) || !isLost(error)) throw error;
      const [now, places] = await Promise.all([bookingOf(booking.booking_id), placesOf(booking.booking_id)]);
      await visit.again({ booking: now, places, errors: [{ field: "", message: t(`lost.${error.code}`) }] });
    }
  }
}

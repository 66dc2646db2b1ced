// Move a booking to another slot: first what that means, then the pages of the room look, then old and new side by side.
// It is done once, but as often as its office closes the session.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { moving, slotOf } from "../../lib/device/drafts.js";
import { canMove, lastDayOfRight, peopleOf } from "../../lib/device/party.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { bookingOf, move } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { closedIfDisplaced } from "../parts/closed.js";
import { isLost, lostSlot, lostTitle, refusedPeople } from "../parts/refusal.js";
import { summaryList } from "../parts/summary.js";
import { mayWait, waitForm, waitingPage, waitsOn } from "../turns/waiting.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */
/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const booking = await bookingOf(id);
  const opened = moving.get().displaced && booking.status !== "displaced";
  if (!canMove(booking) || opened) {
    moving.forget();
    throw new Redirect(`/antrean/${id}`);
  }
  return visit.params.step === "periksa" ? check(visit, booking) : beginning(visit, booking);
}

/**
 * @param {Visit} visit
 * @param {Booking} booking
 * @returns {import("../../lib/frame/router.js").Page}
 */
function beginning(visit, booking) {
  const from = slotOf({ ...booking, name: booking.office_name }, booking);
  return {
    title: t("move.title"),
    back: `/antrean/${booking.booking_id}`,
    content: html`
      ${closedIfDisplaced(booking)} ${summaryList(rows(from))}
      ${booking.status === "displaced"
        ? html`<p class="govuk-body">${t("displaced.right", { date: dateText(lastDayOfRight(booking)) })}</p>`
        : html`
            <ul class="govuk-list govuk-list--bullet">
              <li>${t("move.once")}</li>
              <li>${t("move.numbers")}</li>
              <li>${t("move.safe")}</li>
            </ul>
          `}
      ${form(visit, "", t("move.begin"), async () => {
        moving.forget();
        moving.change({ booking_id: booking.booking_id, people: peopleOf(booking).length, from, displaced: booking.status === "displaced" });
        await visit.go(`/kantor/${booking.office_id}`);
      })}
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Booking} booking
 * @returns {Promise<import("../../lib/frame/router.js").Page>}
 */
async function check(visit, booking) {
  const id = booking.booking_id;
  const { booking_id, from, slot, key, turn } = moving.get();
  if (booking_id !== id || !from || !slot) {
    throw new Redirect(`/antrean/${id}/pindah`);
  }
  const { errors, lost, sending } = visit.state;
  if (turn && !sending && !errors) {
    const below = html`<p class="govuk-body">${t("move.kept")}</p>${summaryList(rows(slot))}`;
    return waitingPage(visit, moving, { slot, people: peopleOf(booking).length }, { back: `/antrean/${id}`, below });
  }
  const displaced = booking.status === "displaced";
  if (lost) {
    return {
      title: lostTitle(lost),
      content: html`
        <p class="govuk-body">${displaced ? t("displaced.right", { date: dateText(lastDayOfRight(booking)) }) : t("move.kept")}</p>
        ${await lostSlot(slot, lost, peopleOf(booking).length, async (option) => {
          moving.change({ slot: slotOf(option, option) });
          await visit.again({});
        })}
      `,
    };
  }
  return {
    title: t("move.check"),
    back: `/kantor/${slot.office_id}/${slot.date}`,
    errors,
    content: html`
      <h2 class="govuk-heading-m">${t(displaced ? "displaced.before" : "move.from")}</h2>
      ${summaryList(rows(from))}
      <h2 class="govuk-heading-m">${t("move.to")}</h2>
      ${summaryList(rows(slot))}
      <p class="govuk-body">${displaced ? t("displaced.free") : html`${t("move.once")} ${t("move.numbers")}`}</p>
      ${!sending && mayWait(slot) ? waitForm(visit, moving, slot) : form(visit, "", t("move.confirm"), confirm)}
    `,
    shown: () => {
      if (key) pressAgain();
    },
  };

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    try {
      await moving.send((key) => move(id, /** @type {Slot} */ (slot), { key, waiting: () => tell(t("page.waiting")) }), { inTurns: true });
      await replace(`/antrean/${id}?pindah`);
    } catch (error) {
      if (await waitsOn(visit, moving, error)) return;
      if (!(error instanceof Problem)) throw error;
      if (!isLost(error)) return refusedPeople(visit, error, [], { path: "", timezone: from?.timezone ?? "" }, {});
      await visit.again({ lost: error.document });
    }
  }
}

/** @param {Slot} slot */
function rows(slot) {
  return [
    { name: t("check.office"), value: slot.office_name },
    { name: t("check.date"), value: dateText(slot.date) },
    { name: t("check.window"), value: windowText(slot, slot.timezone) },
  ];
}

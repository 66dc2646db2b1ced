// Which numbers are called now, and how many are before one's own, below a ticket on its own day. The numbers themselves tell
// no position: they have gaps, and are not always called one after another.

import { html, render } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { peopleOf } from "../../lib/device/party.js";
import { boardOf } from "../../lib/requests/board.js";
import { nextPause, polling } from "../../lib/requests/polling.js";
import { counted, t } from "../../lib/words/texts.js";
import { shortInstantText, today } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */
/** @typedef {import("../../lib/requests/board.js").Board} Board */

const PLACE = "serving";

/**
 * The place for it; empty on every other day.
 *
 * @param {Booking} booking
 */
export function servingPlace(booking) {
  return isOn(booking) ? html`<section class="ap-serving" id=${PLACE} hidden></section>` : "";
}

/**
 * Follow the board of the booking's office, until the returned function is called. Nothing is shown where no answer comes,
 * and the last one stays with its time: the ticket is good without a line.
 *
 * @param {Booking} booking
 */
export function followServing(booking) {
  if (!isOn(booking)) return () => undefined;
  let before = "";
  const asking = polling({
    ask: async () => {
      const board = await boardOf(booking.office_id);
      const shown = JSON.stringify([board.last, board.line]);
      const changed = shown !== before;
      before = shown;
      paint(board, booking);
      return changed;
    },
    lost: () => undefined,
    failed: (error) => {
      // there is no board of this office: the ticket is good without one
      if (!(error instanceof Problem)) throw error;
    },
    pause: nextPause,
  });
  return asking.stop;
}

/** @param {Booking} booking */
function isOn({ date, timezone }) {
  return date === today(timezone);
}

/**
 * @param {Board} board
 * @param {Booking} booking
 */
function paint(board, booking) {
  const place = document.getElementById(PLACE);
  if (!place) return;
  const { at, last } = board;
  place.hidden = false;
  render(
    html`
      <p class="ap-serving__turn" role="status">${standing(board, booking)}</p>
      <h2 class="ap-serving__title">${t("ticket.serving")}</h2>
      ${last.length
        ? html`<ul class="ap-serving__list">
            ${last.map(({ number, counter }) => html`<li>${t("ticket.serving_at", { number, counter })}</li>`)}
          </ul>`
        : html`<p>${t("ticket.serving_nobody")}</p>`}
      <p>${t("ticket.serving_order", { time: shortInstantText(at, booking.timezone) })}</p>
    `,
    place,
  );
}

/**
 * Where the people of a booking stand, as far as the board tells it: at a counter, in the line, or arrived since it was told.
 *
 * @param {Board} board
 * @param {Booking} booking
 */
function standing({ counters, line }, booking) {
  const own = peopleOf(booking).map(({ queue_number }) => queue_number);
  const there = counters.find(({ number }) => number && own.includes(number));
  if (there) return t("ticket.called", { number: there.number ?? "", counter: there.counter });
  const before = line?.numbers.findIndex((number) => own.includes(number)) ?? -1;
  if (before >= 0) return before ? counted("ticket.before", before) : t("ticket.first");
  const { checked_in_at } = booking;
  return checked_in_at && !(line && checked_in_at < line.at) ? t("ticket.arrived") : "";
}

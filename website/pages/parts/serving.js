// Which numbers are called now, below a ticket on its own day. It tells no position: numbers have gaps, and are not always
// called one after another.

import { html, render } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { boardOf } from "../../lib/requests/board.js";
import { nextPause, polling } from "../../lib/requests/polling.js";
import { t } from "../../lib/words/texts.js";
import { shortInstantText, today } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

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
      const changed = JSON.stringify(board.last) !== before;
      before = JSON.stringify(board.last);
      paint(board, booking.timezone);
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
 * @param {import("../../lib/requests/board.js").Board} board
 * @param {string} timezone
 */
function paint({ at, last }, timezone) {
  const place = document.getElementById(PLACE);
  if (!place) return;
  place.hidden = false;
  render(
    html`
      <h2 class="ap-serving__title">${t("ticket.serving")}</h2>
      ${last.length
        ? html`<ul class="ap-serving__list">
            ${last.map(({ number, counter }) => html`<li>${t("ticket.serving_at", { number, counter })}</li>`)}
          </ul>`
        : html`<p>${t("ticket.serving_nobody")}</p>`}
      <p>${t("ticket.serving_order", { time: shortInstantText(at, timezone) })}</p>
    `,
    place,
  );
}

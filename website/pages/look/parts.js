// What several pages show that look for a slot: the booking that is moved, or that there is one already; for how many people; and
// how an office stands for them.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { LoggedOut, Problem, Unreachable } from "../../lib/base/errors.js";
import { MOST_FAMILY } from "../../lib/base/rules.js";
import { looking, moving, wantedPeople } from "../../lib/device/drafts.js";
import { isActive, tickets } from "../../lib/device/tickets.js";
import { MANY_SEATS } from "../../lib/requests/offices.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, shortInstantText } from "../../lib/words/times.js";
import { details } from "../parts/details.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/requests/offices.js").Seats} Seats */

/** In milliseconds: how long a page waits to hear whether there is a booking, and how soon after none it asks again. */
const LONGEST_ASKED = 2_000;
const ASKED_AGAIN = 60_000;
/** Until when it is known that there is none, as the page counts. */
let unbooked = 0;
const NUMBERS = Array.from({ length: 1 + MOST_FAMILY }, (_, index) => index + 1);

/**
 * That a booking is being moved.
 *
 * @param {Visit} visit
 */
export function movingNotice(visit) {
  const { booking_id, from } = moving.get();
  if (!booking_id || !from) return "";
  return html`
    <div class="govuk-inset-text">
      <p class="govuk-body">${t("move.under_way", { office: from.office_name, date: dateText(from.date) })}</p>
      <button type="button" class="ap-link-button" @click=${stop}>${t("move.stop")}</button>
    </div>
  `;

  async function stop() {
    moving.forget();
    await visit.go(`/antrean/${booking_id}`);
  }
}

/**
 * That there is a booking already, as far as that is known, because an account can have one; nothing while it is being moved. It
 * is asked once for a visit, however often the page changes.
 *
 * @param {Visit} visit
 */
export async function bookedNotice({ state }) {
  state.booked ??= bookedId();
  const id = moving.get().booking_id ? undefined : await state.booked;
  return id
    ? html`<div class="govuk-inset-text">
        ${t("bookings.news.sudah")} <a class="govuk-link ap-alone" href=${`/antrean/${id}`}>${t("front.mine")}</a>
      </div>`
    : "";
}

async function bookedId() {
  const kept = tickets().find(isActive)?.booking_id;
  if (kept || !loggedIn() || performance.now() < unbooked) return kept;
  // nobody waits longer for this: the last page tells it too
  const found = await Promise.race([activeBooking(), new Promise((done) => setTimeout(done, LONGEST_ASKED))]);
  if (found === null) unbooked = performance.now() + ASKED_AGAIN;
  return found;
}

async function activeBooking() {
  try {
    return (await ownProfile({ hasty: true })).active_booking ?? null;
  } catch (error) {
    // whoever looks without a login, or without this answer, may look all the same
    if (error instanceof LoggedOut || error instanceof Problem || error instanceof Unreachable) return undefined;
    throw error;
  }
}

/**
 * How many people come, in a line of five as on the front page; `change` gets another answer at once.
 *
 * @param {number} people
 * @param {(people: number) => unknown} change
 */
export function peopleCount(people, change) {
  return html`
    <fieldset class="govuk-fieldset ap-count">
      <legend class="govuk-label">${t("front.people")}</legend>
      ${NUMBERS.map(
        (number) => html`<label><input type="radio" name="people" value=${number} .checked=${number === people} @change=${() => change(number)} /><span>${number}</span></label>`,
      )}
    </fieldset>
  `;
}

/**
 * For how many people a page shows seats: what was chosen on it last, which no earlier answer undoes that comes later.
 *
 * @param {Visit} visit
 * @returns {number}
 */
export function peopleAt({ state, query }) {
  return state.people ?? wantedPeople(query);
}

/**
 * For how many people the seats of a page are, and the way to change that; of a booking that is moved, only the number.
 *
 * @param {Visit} visit
 * @param {number} people
 */
export function forPeople(visit, people) {
  const words = counted("day.for", people);
  if (moving.get().booking_id) return html`<p class="govuk-body">${words}</p>`;
  return details(
    `${words} – ${t("people.change")}`,
    peopleCount(people, async (number) => {
      looking.change({ people: number });
      await visit.update({ people: number });
    }),
  );
}

/**
 * The next day with seats, else when some can be taken, else that there are none. Nothing where that is not known.
 *
 * @param {Office} office
 * @param {Seats | null} seats
 * @param {number} people
 */
export function standing({ office_id, timezone }, seats, people) {
  const known = seats?.get(office_id);
  if (!known) return "";
  const [day] = known.days;
  if (day) return `${dateText(day.date, { weekday: "short", day: "numeric", month: "short" })}: ${seatsText(day.seats)}`;
  if (known.opens_at) return t("office.opens", { opens: shortInstantText(known.opens_at, timezone) });
  return people === 1 ? t("office.state.full") : counted("day.not_enough", people);
}

/** @param {number} seats as many as are told, which are five at most */
export function seatsText(seats) {
  return seats < MANY_SEATS ? counted("office.seats", seats) : t("offices.many", { count: MANY_SEATS });
}

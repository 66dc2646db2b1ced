// The sessions of a day: choose one, wait until it opens, or see where else there are seats.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { now } from "../../lib/base/clock.js";
import { isPresentSlot, moving, newBooking, slotOf } from "../../lib/device/drafts.js";
import { reminder } from "../../lib/device/reminder.js";
import { announce } from "../../lib/frame/frame.js";
import { daysOf, officePageOf } from "../../lib/requests/offices.js";
import { opensSoon } from "../../lib/turns/turns.js";
import { waitForOpening } from "../../lib/turns/wait.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, instantText, leftText, secondText, windowText } from "../../lib/words/times.js";
import { alternatives, nearby } from "../parts/alternatives.js";
import { waitWay } from "../waiting/way.js";
import { reasonText } from "./month.js";
import { bookedNotice, forPeople, movingNotice, peopleAt } from "./parts.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("./month.js").Slot} Slot */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */

const LEFT = "left";
/**
 * When seats of the day that is shown can be taken, where that is to come, as it was seen last.
 *
 * @type {string | undefined}
 */
let opens;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.office_id);
  const date = String(visit.params.date);
  const move = moving.get();
  const wanted = newBooking.get();
  const people = peopleAt(visit);
  const [{ office, details }, days, booked] = await Promise.all([
    officePageOf(id),
    daysOf(id, date),
    bookedNotice(visit),
  ]);
  /** @type {Slot[]} */
  const slots = days[0].sessions;
  const open = slots.filter((slot) => slot.state === "open" && slot.seats_left >= people && !isOld(slot));
  const choices = slots.filter((slot) => open.includes(slot) || (opensSoon(slot.turns, now()) && slot.state === "not_yet_open" && !isOld(slot)));
  opens = open.length ? undefined : slots.flatMap((slot) => (slot.state === "not_yet_open" && slot.opens_at) || []).sort()[0];
  const others = slots.filter((slot) => !choices.includes(slot) && (!opens || slot.opens_at !== opens));
  const missed = others.find(({ state }) => state === "full" || state === "open");
  return {
    title: dateText(date),
    back: `/kantor/${id}`,
    content: html`
      ${movingNotice(visit)} ${booked}
      <p class="govuk-body-l">${office.name}</p>
      ${[details.address, details.notice].map((told) => (told ? html`<p class="govuk-body" lang="id">${told}</p>` : ""))}
      ${forPeople(visit, people)}
      ${opens ? opening(office, date, opens) : ""}
      ${others.length ? html`<ul class="govuk-list">${others.map(unavailable)}</ul>` : ""}
      ${slots.some((slot) => slot.state === "full") ? html`<p class="govuk-body">${t("full.more")}</p>` : ""}
      ${choices.length ? choice() : ""}
      ${missed && !move.booking_id ? waitWay({ date, timezone: office.timezone }, wait) : ""}
      ${open.length ? "" : alternatives(await nearby({ office_id: id, date }, people), people, (option) => take(option, option), opens)}
    `,
    shown: () => (opens ? followOpening(visit) : undefined),
  };

  /** @param {Slot} slot */
  function unavailable(slot) {
    const words = isOld(slot) ? t("move.old_slot") : wordsOf(slot, office, people);
    return html`<li><strong>${t(`session.${slot.session}`)}</strong>: ${words}</li>`;
  }

  function choice() {
    return html`
      <h2 class="govuk-heading-m">${t("day.session")}</h2>
      <ul class="govuk-list ap-options">
        ${choices.map(
          (slot) => html`
            <li>
              <button type="button" class="ap-option" @click=${() => take(office, { ...slot, date })}>
                <strong>${t(`session.${slot.session}`)}, ${windowText(slot, office.timezone)}</strong>
                <span>${wordsOf(slot, office, people)}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }

  /** @param {Slot} slot */
  function isOld({ session }) {
    return isPresentSlot({ office_id: id, date, session });
  }

  /**
   * @param {{office_id: string, name: string, timezone: string}} office
   * @param {{date: string, session: string, arrive_from: string, arrive_until: string, turns?: import("../../lib/device/drafts.js").Turns}} slot
   */
  async function take(office, slot) {
    if (move.booking_id) {
      moving.change({ slot: slotOf(office, slot) });
      return visit.go(`/antrean/${move.booking_id}/pindah/periksa`);
    }
    return goOn({ slot: slotOf(office, slot), wait: undefined });
  }

  /** Answer the rest of the questions, to wait for seats of this day. */
  function wait() {
    return goOn({ slot: slotOf(office, { .../** @type {Slot} */ (missed), date }), wait: {} });
  }

  /** @param {Partial<import("../../lib/device/drafts.js").NewBooking>} answers */
  function goOn(answers) {
    newBooking.change(answers);
    if (!wanted.service || !wanted.people?.length) return visit.go("/antre/layanan");
    return visit.go(wanted.people.length === people ? "/antre/periksa" : "/antre/orang");
  }
}

/**
 * @param {Slot} slot
 * @param {Office} office
 * @param {number} people
 */
function wordsOf(slot, office, people) {
  const { turns, seats_left: left } = slot;
  if (slot.state === "open") {
    if (left < people) return t("day.few", { seats: left, count: people });
    const seats = people > 1 ? t("day.seats_enough", { seats: counted("office.seats", left), count: people }) : counted("office.seats", left);
    return turns ? t("day.in_turns", { seats, until: secondText(turns.until, office.timezone) }) : seats;
  }
  if (slot.opens_at) {
    const opens = t("day.opens", { opens: instantText(slot.opens_at, office.timezone) });
    return opensSoon(turns, now()) ? `${opens}. ${t("day.prepare")}` : opens;
  }
  return html`${t(`office.state.${slot.state}`)}${slot.reason ? html`, ${reasonText(slot.reason)}` : ""}`;
}

/**
 * Of a day whose seats cannot be taken yet: when they can, the time until then, and what can be done before.
 *
 * @param {Office} office
 * @param {string} date
 * @param {string} opens_at
 */
function opening({ office_id, name, timezone }, date, opens_at) {
  const file = reminder({ office: name, date, opens_at, address: `${location.origin}/kantor/${office_id}/${date}` });
  return html`
    <div class="ap-turn">
      <p>${t("day.opening")}</p>
      <p><strong>${instantText(opens_at, timezone)}</strong></p>
      <p class="ap-turn__left" id=${LEFT} role="timer">${leftOf(Date.parse(opens_at) - now())}</p>
    </div>
    <p class="govuk-body">${t("day.by_itself")}</p>
    <ul class="ap-list">
      <li><a class="govuk-link" href=${file} download=${`antrean-${office_id}-${date}.ics`}>${t("office.remind")}</a></li>
      <li>
        ${loggedIn()
          ? html`<a class="govuk-link" href="/akun/keluarga">${t("day.keep_family")}</a>`
          : html`<a class="govuk-link" href=${`/masuk?lanjut=${encodeURIComponent(location.pathname)}`}>${t("day.log_in")}</a>`}
      </li>
    </ul>
  `;
}

/**
 * Follow the time until seats of the page that is shown can be taken. Returns what ends it.
 *
 * @param {Visit} visit
 */
function followOpening(visit) {
  return waitForOpening({
    opens: () => opens,
    look: () => visit.update({}),
    show: (left) => {
      const place = document.getElementById(LEFT);
      if (place) place.textContent = leftOf(left);
    },
    opened: () => announce(t("day.opened")),
  });
}

/** @param {number} left milliseconds */
function leftOf(left) {
  return left > 0 ? t("turn.left", { left: leftText(left) }) : t("page.loading");
}

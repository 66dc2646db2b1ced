// Today's list: how many of each session are expected, here and served, who is overdue, and everybody, to search and print.

import { html } from "/vendor/lit-html.js";
import { now as presentInstant } from "../../../lib/base/clock.js";
import { save } from "../../../lib/device/files.js";
import { announce } from "../../../lib/frame/frame.js";
import { polling } from "../../../lib/requests/polling.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateText } from "../../../lib/words/times.js";
import { csv, found, ordered, rowsOf } from "../../hall/day.js";
import { here, hourText } from "../../hall/here.js";
import { underItsKey } from "../../requests/unanswered.js";
import { live } from "../../hall/live.js";
import { lastDigits, shortened } from "../../hall/parties.js";
import { comeBack, dayOf } from "../../hall/requests.js";
import { sentence } from "../../hall/told.js";

/** @typedef {import("../../hall/day.js").DayBooking} DayBooking */
/** @typedef {import("../../hall/day.js").DaySession} DaySession */

/** In milliseconds: how often the list is read anew. */
const EVERY = 30_000;
/** @type {("expected" | "arrived" | "waiting" | "called" | "served" | "absent" | "kept")[]} */
const COUNTS = ["expected", "arrived", "waiting", "called", "served", "absent", "kept"];

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office, clock, now, supervises } = await here();
  let day = await dayOf(office.office_id, now().date);
  let read = new Date(presentInstant());
  let lost = false;
  let note = "";
  let wanted = "";
  const sessions = live("sessions", sessionsPart);
  const list = live("list", listPart);
  /** @type {ReturnType<typeof polling> | undefined} */
  let asking;

  return {
    title: t("today.title"),
    content: html`
      ${sessions.content}
      ${supervises ? html`<p class="govuk-body pd-screen-only"><a class="govuk-link" href="/petugas/hari-ini/luar-urutan">${t("overtakings.title")}</a></p>` : ""}
      <form class="pd-search" role="search" novalidate @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <div class="govuk-form-group">
          <label class="govuk-label" for="search">${t("today.search")}</label>
          <div class="govuk-hint" id="search-hint">${t("today.search_hint")}</div>
          <input class="govuk-input" id="search" type="text" autocomplete="off" spellcheck="false" aria-describedby="search-hint" @input=${search} />
        </div>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${() => window.print()}>${t("today.print")}</button>
        <button type="button" class="govuk-button govuk-button--secondary" @click=${saveList}>${t("today.csv")}</button>
      </form>
      ${list.content}
    `,
    shown() {
      paint();
      asking = polling({
        ask: async () => {
          // the page of an office may stay open over night, and then shows the new day
          day = await dayOf(office.office_id, now().date);
          read = new Date(presentInstant());
          lost = false;
          paint();
          return true;
        },
        lost: () => {
          lost = true;
          paint();
        },
        failed: visit.fail,
        pause: () => EVERY,
        first: EVERY,
      });
      return () => asking?.stop();
    },
  };

  function paint() {
    sessions.paint();
    list.paint();
  }

  /** @param {Event} event */
  function search(event) {
    wanted = /** @type {HTMLInputElement} */ (event.target).value;
    list.paint();
    announce(counted("today.found", found(day.bookings, wanted).length));
  }

  function saveList() {
    const heads = ["number", "name", "nik", "session", "state", "arrived"].map((column) => t(`today.column.${column}`));
    const rows = rowsOf(ordered(day.bookings), (booking) => ({ session: sessionText(booking), state: t(`party.state.${booking.state}`), arrived: arrivedText(booking) }));
    save(`antrean-${office.office_id}-${day.date}.csv`, new Blob([csv([heads, ...rows])], { type: "text/csv" }));
  }

  /** @param {DayBooking} booking */
  async function back(booking) {
    try {
      await underItsKey(`return/${booking.booking_id}`, (key) => comeBack(office.office_id, booking.booking_id, key));
      note = t("counter.is_back", { number: booking.number });
    } catch (error) {
      note = sentence(error, clock);
    }
    announce(note);
    paint();
    asking?.soon();
  }

  function sessionsPart() {
    return html`
      <p class="govuk-body">${office.name}, ${dateText(day.date)}</p>
      <p class="govuk-body pd-age">${t("today.read_at", { time: clock(read) })}</p>
      ${lost ? html`<p class="pd-lost"><strong>${t("hall.lost")}</strong> ${t("today.lost", { time: clock(read) })}</p>` : ""}
      ${note ? html`<p class="pd-note">${note}</p>` : ""}
      <div class="pd-scroll" tabindex="0" role="region" aria-label=${t("today.sessions")}>
        <table class="govuk-table pd-table pd-counts">
          <caption class="govuk-table__caption govuk-table__caption--m">${t("today.sessions")}</caption>
          <thead class="govuk-table__head">
            <tr class="govuk-table__row">
              <th scope="col" class="govuk-table__header">${t("today.column.session")}</th>
              ${COUNTS.map((name) => html`<th scope="col" class="govuk-table__header">${t(`today.count.${name}`)}</th>`)}
            </tr>
          </thead>
          <tbody class="govuk-table__body">
            ${day.sessions.map(
              (session) => html`<tr class="govuk-table__row">
                <th scope="row" class="govuk-table__header">${sessionText(session)}</th>
                ${COUNTS.map((name) => html`<td class="govuk-table__cell">${session[name]}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  function listPart() {
    const shown = ordered(found(day.bookings, wanted));
    if (!shown.length) return html`<p class="govuk-body">${t(wanted.trim() ? "today.none_found" : "today.none")}</p>`;
    return html`
      <table class="govuk-table pd-table pd-list">
        <caption class="govuk-table__caption govuk-table__caption--m">${counted("today.bookings", shown.length)}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            ${["number", "people", "session", "state", "arrived"].map((column) => html`<th scope="col" class="govuk-table__header">${t(`today.column.${column}`)}</th>`)}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${shown.map(rowOf)}
        </tbody>
      </table>
    `;
  }

  /** @param {DayBooking} booking */
  function rowOf(booking) {
    return html`<tr class=${`govuk-table__row ${booking.overdue ? "is-overdue" : ""}`}>
      <th scope="row" class="govuk-table__header">${booking.number}</th>
      <td class="govuk-table__cell">
        <ul class="govuk-list pd-people-list">
          ${booking.people.map(
            (person) => html`<li>${nameOf(person)}
              <span class="pd-quiet">${[person.number, lastDigits(person)].filter(Boolean).join(" · ")}</span></li>`,
          )}
        </ul>
      </td>
      <td class="govuk-table__cell">${sessionText(booking)}</td>
      <td class="govuk-table__cell">
        ${t(`party.state.${booking.state}`)} ${booking.overdue ? html`<strong class="govuk-tag pd-tag--late">${t("today.overdue")}</strong>` : ""}
        ${booking.state === "absent"
          ? html`<button type="button" class="ap-link-button pd-screen-only" aria-label=${t("counter.button_of", { deed: t("counter.back"), number: booking.number })}
              @click=${() => back(booking)}>${t("counter.back")}</button>`
          : ""}
      </td>
      <td class="govuk-table__cell">${arrivedText(booking)}</td>
    </tr>`;
  }

  /** @param {DayBooking} booking */
  function arrivedText(booking) {
    return booking.arrived_at ? clock(booking.arrived_at) : "";
  }
}

/**
 * The name of a person, which paper shows in short; people with a number of the door have none.
 *
 * @param {import("../../hall/parties.js").PartyPerson} person
 */
function nameOf({ full_name }) {
  if (!full_name) return t("people.no_name");
  return html`<bdi class="pd-full">${full_name}</bdi><bdi class="pd-short">${shortened(full_name)}</bdi>`;
}

/** @param {DayBooking | DaySession} booking */
function sessionText({ session, arrive_from, arrive_until }) {
  return t("today.session", { session: t(`session.${session}`), from: hourText(arrive_from), until: hourText(arrive_until) });
}

// Where there are seats for so many people together, soonest: near a place that is typed, near here, or anywhere. Anybody may
// look, without an account.

import { html } from "/vendor/lit-html.js";
import { looking, moving } from "../../lib/device/drafts.js";
import { textField } from "../../lib/forms/fields.js";
import { announce } from "../../lib/frame/frame.js";
import { officesOf } from "../../lib/places/search.js";
import { distance, middleOf, soonest } from "../../lib/places/soonest.js";
import { everyOffice, seatsFor } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";
import { details } from "../parts/details.js";
import { bookedNotice, movingNotice, peopleAt, peopleCount, seatsText, standing } from "./parts.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */

/** The value of `near` in an address that asks for the position. */
const HERE = "here";
/** How long after the last letter the address has what was typed, and who hears the page is told what was found. */
const PAUSE = 600;
/** How many offices that are meant are named though they have no seats. */
const NAMED = 3;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { query, state } = visit;
  const people = peopleAt(visit);
  const near = query.get("near") === HERE && !state.lost && state.typed === undefined;
  const locating = near && !state.point;
  const name = state.typed ?? (near ? "" : query.get("name")) ?? "";
  const [every, seats, booked] = await Promise.all([everyOffice(), seatsFor(people), bookedNotice(visit)]);
  /** @type {import("../../lib/places/soonest.js").Point | undefined} */
  const from = near ? state.point : undefined;
  const meant = from ? [] : officesOf(name, every);
  const anywhere = meant.length === every.length;
  const found = meant.length || from ? soonest(every, seats, { meant, from: from ?? (anywhere ? undefined : middleOf(meant)) }) : [];
  const without = anywhere || !seats ? [] : (from ? nearestTo(from) : meant).filter(({ office_id }) => seats.get(office_id)?.days.length === 0);
  const title = seats ? counted("offices.soonest", people) : t("offices.without_seats");
  const place = from ? `, ${t("front.near")}` : name && `, ${name}`;
  const open = state.open || locating || !query.has("people") || !(from || meant.length);
  const told = locating ? t("offices.locating") : meant.length || from ? title : t("offices.none");
  return {
    title: t("offices.title"),
    back: "/",
    announcement: near || query.get("name") ? told : "",
    content: html`
      ${movingNotice(visit)} ${booked}
      ${details(`${counted("day.for", people)}${place} – ${t("people.change")}`, form(), open)}
      ${meant.length || from
        ? html`
            <h2 class="govuk-heading-m">${title}</h2>
            ${without.slice(0, NAMED).map(
              (office) => html`<p class="govuk-body"><a class="govuk-link" href=${`/kantor/${office.office_id}`}>${office.name}</a>: ${standing(office, seats, people)}</p>`,
            )}
            ${found.length ? "" : html`<p class="govuk-body">${counted("offices.no_seats", people)}</p>`}
            <ul class="ap-list ap-found">
              ${found.map(line)}
            </ul>
          `
        : html`<p class="govuk-body">${t("offices.none")}</p>`}
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/kantor/semua">${t("offices.every", { count: every.length })}</a></p>
    `,
    shown: () => {
      if (locating) void locate();
      return () => clearTimeout(timer);
    },
  };

  function form() {
    return html`
      <form class="ap-search" role="search" @submit=${search}>
        ${moving.get().booking_id ? "" : peopleCount(people, choose)}
        <div @input=${type}>
          ${textField({ name: "name", label: t("front.where"), hint: state.lost ? t("offices.no_position") : t("front.where_hint"), value: name, type: "search", autocomplete: "off" })}
        </div>
        <div class="govuk-button-group">
          <button type="submit" class="govuk-button">${t("front.start")}</button>
          <button type="submit" class="govuk-button govuk-button--secondary" name="near" value=${HERE} aria-busy=${locating ? "true" : "false"}>
            ${t(locating ? "offices.locating" : "front.near")}
          </button>
        </div>
      </form>
    `;
  }

  /** @param {Office} office */
  function line(office) {
    const { office_id, name: full, province, address, distance_km } = office;
    const other = from || !meant.some((each) => each.office_id === office_id);
    return html`
      <li>
        <h3 class="govuk-heading-s"><a class="govuk-link" href=${`/kantor/${office_id}`}>${full}</a></h3>
        <p class="ap-list__more">${province}${distance_km === undefined || !other ? "" : `, ${distance(distance_km)}${from ? "" : ` ${t("offices.from_there")}`}`}</p>
        ${address ? html`<p class="ap-list__more" lang="id">${address}</p>` : ""}
        <ul class="ap-dates">
          ${seats?.get(office_id)?.days.map(
            (day) => html`
              <li>
                <a href=${`/kantor/${office_id}/${day.date}`}>
                  <strong>${dateText(day.date, { weekday: "short", day: "numeric", month: "short" })}</strong>
                  <span>${seatsText(day.seats)}</span>
                  <span class="govuk-visually-hidden">${full}</span>
                </a>
              </li>
            `,
          )}
        </ul>
      </li>
    `;
  }

  /** @param {import("../../lib/places/soonest.js").Point} point */
  function nearestTo(point) {
    return soonest(every, null, { meant: [], from: point }).slice(0, 1);
  }

  /**
   * @param {number} count
   * @param {string} typed
   * @param {boolean} [here] whether the position is meant, and not what was typed
   */
  function addressOf(count, typed, here = near && !typed) {
    return `/kantor?${new URLSearchParams({ people: String(count), ...(here ? { near: HERE } : { name: typed }) })}`;
  }

  /** @param {number} count */
  async function choose(count) {
    looking.change({ people: count });
    // an address that changes while the position is awaited would be that of another search
    if (!locating) later(addressOf(count, name));
    await visit.update({ people: count, open: true });
  }

  /** @param {InputEvent} event */
  function type({ target }) {
    const typed = /** @type {HTMLInputElement} */ (target).value;
    later(addressOf(people, typed, false));
    void visit.update({ typed, lost: false, open: true });
  }

  /**
   * Have the address say what was asked last, and tell who hears the page what was found: once nobody types any more.
   *
   * @param {string} path
   */
  function later(path) {
    clearTimeout(timer);
    timer = setTimeout(() => void visit.update({}, path).then(tell), PAUSE);
  }

  /** @param {SubmitEvent} event */
  async function search(event) {
    event.preventDefault();
    clearTimeout(timer);
    const here = event.submitter?.getAttribute("name") === "near";
    const typed = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("name");
    if (!locating) await visit.go(addressOf(people, String(typed), here || undefined));
  }

  async function locate() {
    const { href } = location;
    const point = await position();
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("name"));
    // somebody who has gone on, or typed where to look, does not mean the position any more
    if (location.href !== href || field?.value) return;
    if (point) {
      // it stays on this page, and is in no address: those are sent along where somebody loads a page again, or logs in
      await visit.update({ point, open: document.activeElement?.closest("details") !== null });
      tell();
    } else {
      // no error of the person's: the page says that there is no position, at the field for the other way to search
      await visit.update({ lost: true, open: true });
      field?.focus();
    }
  }
}

/** Tell who hears the page what was found. */
function tell() {
  announce(document.querySelector("main > details ~ :is(h2, p)")?.textContent ?? "");
}

/**
 * Where the device is; null where that is not allowed, or not known.
 *
 * @returns {Promise<import("../../lib/places/soonest.js").Point | null>}
 */
function position() {
  return new Promise((found) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => found({ latitude, longitude }),
      () => found(null),
      { timeout: 10_000, maximumAge: 600_000 },
    );
  });
}

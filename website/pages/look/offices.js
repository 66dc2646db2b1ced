// Which office: by name, by province, or nearest to here. Anybody may look, without an account.

import { html } from "/vendor/lit-html.js";
import { textField } from "../../lib/forms/fields.js";
import { call } from "../../lib/requests/call.js";
import { everyOffice } from "../../lib/requests/offices.js";
import { counted, t } from "../../lib/words/texts.js";
import { distance } from "../parts/alternatives.js";
import { movingNotice } from "./moving.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */

/** How many offices are shown that are near. */
const NEAREST = 10;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { query, go, again, state } = visit;
  const near = query.get("near");
  const name = query.get("name") ?? "";
  const province = query.get("province") ?? "";
  const every = await everyOffice();
  /** @type {Office[]} */
  const found = near
    ? (await call("GET", `/offices?near=${encodeURIComponent(near)}&limit=${NEAREST}`)).offices
    : every.filter((office) => named(office, name) && (!province || office.province === province));
  const count = near ? t("offices.nearest") : counted("offices.found", found.length);
  return {
    title: t("offices.title"),
    back: "/",
    announcement: announcementOf(),
    content: html`
      ${movingNotice(visit)}
      <form class="ap-search" role="search" @submit=${search}>
        ${textField({ name: "name", label: t("offices.name"), hint: state.lost ? t("offices.no_position") : undefined, value: name, type: "search", autocomplete: "off" })}
        <div class="govuk-form-group">
          <label class="govuk-label" for="province">${t("offices.province")}</label>
          <select class="govuk-select" id="province" name="province">
            <option value="">${t("offices.every_province")}</option>
            ${provinces(every).map((each) => html`<option value=${each} ?selected=${each === province}>${each}</option>`)}
          </select>
        </div>
        <div class="govuk-button-group">
          <button type="submit" class="govuk-button">${t("offices.search")}</button>
          <button type="button" class="govuk-button govuk-button--secondary" aria-busy=${state.locating ? "true" : "false"} @click=${nearest}>
            ${state.locating ? t("offices.locating") : t("offices.near")}
          </button>
        </div>
      </form>
      <h2 class="govuk-heading-m">${count}</h2>
      <ul class=${near ? "ap-list ap-list--offices" : "ap-list ap-list--offices ap-list--wide"}>
        ${found.map(
          (office) => html`
            <li>
              <a class="govuk-link" href=${`/kantor/${office.office_id}`}>${office.name}</a>
              <span class="ap-list__more">${office.province}${office.distance_km === undefined ? "" : `, ${distance(office.distance_km)}`}</span>
            </li>
          `,
        )}
      </ul>
      ${found.length || near ? "" : html`<p class="govuk-body">${t("offices.none")}</p>`}
    `,
  };

  /** What is read aloud after a search, because its result stands below the form. */
  function announcementOf() {
    if (state.locating) return t("offices.locating");
    return near || name || province ? count : "";
  }

  /** @param {SubmitEvent} event */
  async function search(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const wanted = new URLSearchParams();
    for (const [field, value] of new FormData(form)) {
      if (value) wanted.set(field, String(value));
    }
    await go(`/kantor?${wanted}`);
  }

  async function nearest() {
    if (state.locating) return;
    const { href } = location;
    await again({ locating: true });
    try {
      const { latitude, longitude } = await position();
      // two decimals are about a kilometre: enough to find an office, and too few to find somebody's home
      if (location.href === href) await go(`/kantor?near=${latitude.toFixed(2)},${longitude.toFixed(2)}`);
    } catch {
      if (location.href !== href) return;
      // no error of the person's: the page says that there is no position, at the field for the other way to search
      await again({ lost: true });
      document.getElementById("name")?.focus();
    }
  }
}

/**
 * @param {Office} office
 * @param {string} words
 */
function named(office, words) {
  const place = `${office.name} ${office.province}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => place.includes(word));
}

/** @param {Office[]} offices */
function provinces(offices) {
  return [...new Set(offices.map((office) => office.province))].sort((one, other) => one.localeCompare(other, "id"));
}

/** @returns {Promise<GeolocationCoordinates>} */
function position() {
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), failed, { timeout: 10_000, maximumAge: 600_000 });
  });
}

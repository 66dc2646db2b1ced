// The header: who is logged in, at which office, with which rights, and the pages that they have.

import { html, nothing, render } from "/vendor/lit-html.js";
import { go } from "../../lib/frame/router.js";
import { t } from "../../lib/words/texts.js";
import { loggedIn, logOut, whenWhoChanges } from "../account/identity.js";
import { noteLogin } from "../requests/staff.js";
import { chosenOffice, forgetOffice } from "../scope/office.js";
import { EVERY_OFFICE, person } from "../scope/person.js";
import { roomsOf } from "./rooms.js";

/** Paint the header now, and again whenever somebody logs in or out. */
export function followWho() {
  whenWhoChanges(() => {
    paintHeader();
    // For the administrators' list alone: where it does not arrive, the login before stands there, and nobody waits.
    if (loggedIn()) void noteLogin().catch(() => undefined);
  });
  paintHeader();
}

/** Paint the header for who is logged in. Without a line it stays as it is: the page itself tells that. */
export function paintHeader() {
  void content().then(
    ({ who, navigation }) => {
      render(who, /** @type {HTMLElement} */ (document.getElementById("who")));
      render(navigation, /** @type {HTMLElement} */ (document.getElementById("navigation")));
    },
    () => undefined,
  );
}

async function content() {
  if (!loggedIn()) return { who: nothing, navigation: nothing };
  const who = await person();
  const office = await chosenOffice(who);
  const several = who.offices.includes(EVERY_OFFICE) || who.offices.length > 1;
  return {
    who: html`
      <span class="st-who"><strong>${who.name}</strong> <span class="st-who__more">${rights(who)}</span></span>
      <span class="st-where">
        ${several ? html`<a href="/petugas/pilih-kantor">${office ? office.name : t("header.choose")}</a>` : (office?.name ?? "")}
      </span>
      <button type="button" class="ap-language" @click=${() => leave(false)}>${t("header.switch")}</button>
      <button type="button" class="ap-language" @click=${() => leave(true)}>${t("header.log_out")}</button>
    `,
    navigation: html`<ul class="st-nav__list">
      ${roomsOf(who).map(
        ({ path, name }) => html`<li><a href=${path} aria-current=${isHere(path) ? "page" : nothing}>${t(`room.${name}.link`)}</a></li>`,
      )}
    </ul>`,
  };
}

/**
 * What somebody may do and where, in words.
 *
 * @param {import("../scope/person.js").Person} who
 */
function rights({ groups, offices }) {
  const roles = groups.map((group) => t(`role.${group}`)).join(", ");
  return offices.includes(EVERY_OFFICE) ? `${roles} · ${t("header.every_office")}` : roles;
}

/** @param {string} path */
function isHere(path) {
  return `${location.pathname}/`.startsWith(`${path}/`);
}

/**
 * Log out. Another person goes on at the same office unless the device is left altogether. The page goes at once, also
 * where the pool cannot be reached.
 *
 * @param {boolean} altogether
 */
async function leave(altogether) {
  if (altogether) forgetOffice();
  const left = logOut();
  await go("/petugas/masuk");
  await left;
}

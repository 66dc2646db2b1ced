// The first page: what this person can do here.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";
import { roomsOf } from "../frame/rooms.js";
import { chosenOffice, office } from "../scope/office.js";
import { person } from "../scope/person.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const who = await person();
  const rooms = roomsOf(who);
  // who manages people and does nothing else has to choose no office
  const place = rooms.every(({ anywhere }) => anywhere) ? await chosenOffice(who) : await office();
  return {
    title: t("home.title"),
    content: html`
      ${visit.query.has("bukan") ? html`<div class="govuk-inset-text">${t("home.refused")}</div>` : ""}
      ${place ? html`<p class="govuk-body">${t("home.where", { office: place.name })}</p>` : ""}
      ${rooms.length
        ? html`<ul class="ap-list st-rooms">
            ${rooms.map(
              (room) => html`<li>
                <a class="govuk-link" href=${room.path}>${t(`room.${room.name}.link`)}</a>
                <span class="ap-list__more">${t(moreOf(room.name, who))}</span>
              </li>`,
            )}
          </ul>`
        : html`<p class="govuk-body">${t("home.nothing")}</p>`}
    `,
  };
}

/**
 * The text that tells what a page is for; officers call people after a closing, which they cannot make.
 *
 * @param {string} name of the page
 * @param {import("../scope/person.js").Person} who
 */
function moreOf(name, { groups }) {
  return name === "closing" && !groups.includes("operators") ? "room.closing.calls" : `room.${name}.more`;
}

// A day whose seats cannot be taken yet: when they can, the time until then, what can be done before; and the page is brought up
// to date by itself at that moment.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { isDoubtful, now } from "../../lib/base/clock.js";
import { reminder } from "../../lib/device/reminder.js";
import { announce } from "../../lib/frame/frame.js";
import { between } from "../../lib/turns/turns.js";
import { t } from "../../lib/words/texts.js";
import { instantText, leftText } from "../../lib/words/times.js";

const LEFT = "left";
const SECOND = 1_000;

/**
 * @param {import("../../lib/requests/offices.js").Office} office
 * @param {string} date
 * @param {string} opens_at
 */
export function opening({ office_id, name, timezone }, date, opens_at) {
  const file = reminder({ office: name, date, opens_at, address: `${location.origin}/kantor/${office_id}/${date}` });
  return html`
    <div class="ap-turn">
      <p>${t("day.opening")}</p>
      <p class="ap-turn__when">${instantText(opens_at, timezone)}</p>
      <p class="ap-turn__left" id=${LEFT} role="timer">${leftOf(opens_at)}</p>
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
 * Count down, and look again when the seats can be taken, a little later than that, so that not all look in one second; and where
 * the device has slept, which may have stopped the page's count. Returns what ends it.
 *
 * @param {() => string | undefined} opens when they can, as it was seen last; undefined once there is nothing to wait for
 * @param {() => Promise<void>} look see how the day stands now
 */
export function followOpening(opens, look) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  beat();
  return () => clearTimeout(timer);

  function beat(pause = 2 * SECOND) {
    const instant = opens();
    if (!instant) return announce(t("day.opened"));
    const place = document.getElementById(LEFT);
    if (place) place.textContent = leftOf(instant);
    const due = Date.parse(instant) <= now() || isDoubtful();
    timer = setTimeout(due ? again : beat, due ? between(0, pause) : SECOND);
  }

  async function again() {
    await look();
    // an answer may be some seconds old, and then tells that it is too early still
    beat(8 * SECOND);
  }
}

/** @param {string} instant */
function leftOf(instant) {
  const left = Date.parse(instant) - now();
  return left > 0 ? t("turn.left", { left: leftText(left) }) : t("page.loading");
}

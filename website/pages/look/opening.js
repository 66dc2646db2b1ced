// A day whose seats cannot be taken yet: when they can, the time until then, what can be done before; and the page is brought up
// to date by itself at that moment.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { now } from "../../lib/base/clock.js";
import { reminder } from "../../lib/device/reminder.js";
import { announce } from "../../lib/frame/frame.js";
import { waitForOpening } from "../../lib/turns/opening.js";
import { t } from "../../lib/words/texts.js";
import { instantText, leftText } from "../../lib/words/times.js";

const LEFT = "left";

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
 * @param {() => string | undefined} opens when that is, as it was seen last; undefined once that is over
 * @param {() => Promise<void>} look see how the day stands now
 */
export function followOpening(opens, look) {
  return waitForOpening({
    opens,
    look,
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

// Where an office is: a search for its name in the map program of the device, and in one that every browser opens.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/**
 * Both links. The search begins near the office where that is known: what is known of its place is too rough to be the goal itself.
 *
 * @param {string} name
 * @param {{latitude: number, longitude: number}} [near]
 */
export function mapLinks(name, near) {
  const wanted = encodeURIComponent(name);
  const { latitude, longitude } = near ?? { latitude: 0, longitude: 0 };
  return html`
    <span class="ap-alone">
      <a class="govuk-link" href=${`geo:${latitude},${longitude}?q=${wanted}`}>${t("map.device")}</a><br />
      <a class="govuk-link" href=${`https://www.openstreetmap.org/search?query=${wanted}${near ? `#map=14/${latitude}/${longitude}` : ""}`}>${t("map.web")}</a>
    </span>
  `;
}

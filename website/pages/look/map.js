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
  const at = near ? `${near.latitude},${near.longitude}` : "";
  // an iPhone opens nothing for `geo:`; this address it opens in its program, without asking any server
  const program = "standalone" in navigator ? `https://maps.apple.com/?q=${wanted}${at && `&sll=${at}`}` : `geo:${at || "0,0"}?q=${wanted}`;
  return html`
    <span class="ap-alone">
      <a class="govuk-link" href=${program}>${t("map.device")}</a><br />
      <a class="govuk-link" href=${`https://www.openstreetmap.org/search?query=${wanted}${at && `#map=14/${at.replace(",", "/")}`}`}>${t("map.web")}</a>
    </span>
  `;
}

// By how long an appeal waits longer than people were promised.

import { html } from "/vendor/lit-html.js";
import { now } from "../../../lib/base/clock.js";
import { t } from "../../../lib/words/texts.js";

const HOUR = 3_600_000;

/**
 * For how many hours an appeal has waited, rounded down.
 *
 * @param {{at: string}} appeal
 */
export function hoursSince({ at }) {
  return Math.floor((now() - Date.parse(at)) / HOUR);
}

/**
 * That it is late, and by how many hours that have begun; nothing as long as it is not.
 *
 * @param {{read_until: string}} appeal
 */
export function lateness({ read_until }) {
  const late = now() - Date.parse(read_until);
  return late < 0 ? "" : html`<strong>${t("appeals.late", { hours: Math.floor(late / HOUR) + 1 })}</strong>`;
}

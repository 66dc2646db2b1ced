// The party at a counter, and who waits: what the counter's page shows of them.

import { html } from "/vendor/lit-html.js";
import { counted, t } from "../../lib/words/texts.js";
import { lastDigits, minutesSince, waitingFor } from "../hall/parties.js";
import { keyOf } from "../keys/keys.js";

/** @typedef {import("../hall/parties.js").Party} Party */
/** @typedef {import("../hall/parties.js").Lane} Lane */

const NEXT = 3;

/**
 * @param {Party | undefined} party
 * @param {number} now milliseconds
 */
export function presentView(party, now) {
  if (!party) return html`<p class="pd-desk__nobody">${t("counter.nobody", { key: keyOf("next") })}</p>`;
  const since = party.called_at ? counted("counter.since", minutesSince(party.called_at, now)) : "";
  return html`
    <p class="pd-desk__number">${party.number}</p>
    <p class="pd-desk__facts">
      ${party.late ? html`<strong class="govuk-tag pd-tag--late">${t("party.late")}</strong>` : ""}
      ${t(`lane.${party.lane}`)} · ${t(`service.${party.service}`)} · ${since} · ${counted("counter.calls", party.calls)}
    </p>
    <table class="govuk-table pd-table">
      <caption class="govuk-visually-hidden">${t("counter.people")}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          ${["number", "name", "nik", "relation", "here"].map((column) => html`<th scope="col" class="govuk-table__header">${t(`people.column.${column}`)}</th>`)}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        ${party.people.map(
          (person) => html`<tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">${person.number}</th>
            <td class="govuk-table__cell"><bdi>${person.full_name || t("people.no_name")}</bdi></td>
            <td class="govuk-table__cell">${lastDigits(person)}</td>
            <td class="govuk-table__cell">${person.full_name ? t(`people.relation.${person.relation}`) : ""}</td>
            <td class="govuk-table__cell">${t(person.here ? "people.here" : "people.not_here")}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/**
 * Who comes next, who was sent to fetch something, and who did not come.
 *
 * @param {import("../hall/parties.js").Queue} queue
 * @param {Lane[]} lanes those of the counter
 * @param {number} now milliseconds
 * @param {{busy: boolean, supervises: boolean, call: (party: Party) => void, outOfOrder: (party: Party) => void, back: (party: Party) => void}} deeds
 */
export function queueView(queue, lanes, now, { busy, supervises, call, outOfOrder, back }) {
  const waiting = waitingFor(queue, lanes);
  const parked = queue.parties.filter((party) => party.state === "parked");
  const absent = queue.parties.filter((party) => party.state === "absent");
  return html`
    <h2 class="govuk-heading-m">${t("counter.next_three")}</h2>
    ${waiting.length ? "" : html`<p class="govuk-body">${t("counter.nobody_waits")}</p>`}
    <ol class="govuk-list pd-queue">
      ${waiting.slice(0, NEXT).map((party) => html`<li>${lineOf(party, now)}</li>`)}
    </ol>
    <p class="govuk-body">${counted("counter.waiting", waiting.length)}</p>
    ${parked.length
      ? html`<h2 class="govuk-heading-m">${t("counter.parked")}</h2>
          <ul class="govuk-list pd-queue">${parked.map((party) => withButton(party, now, busy, "counter.call", call))}</ul>`
      : ""}
    ${absent.length
      ? html`<h2 class="govuk-heading-m">${t("counter.absent")}</h2>
          <ul class="govuk-list pd-queue">${absent.map((party) => withButton(party, now, busy, "counter.back", back))}</ul>`
      : ""}
    ${supervises && waiting.length
      ? html`<details class="govuk-details">
          <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${t("counter.out_of_order")}</span></summary>
          <ul class="govuk-list pd-queue">${waiting.map((party) => withButton(party, now, busy, "counter.call_now", outOfOrder))}</ul>
        </details>`
      : ""}
  `;
}

/**
 * @param {Party} party
 * @param {number} now
 * @param {boolean} busy
 * @param {"counter.call" | "counter.back" | "counter.call_now"} key of the button's text
 * @param {(party: Party) => void} pressed
 */
function withButton(party, now, busy, key, pressed) {
  return html`<li>
    ${lineOf(party, now)}
    <button type="button" class="govuk-button govuk-button--secondary" ?disabled=${busy} aria-label=${t("counter.button_of", { deed: t(key), number: party.number })}
      @click=${() => pressed(party)}>${t(key)}</button>
  </li>`;
}

/**
 * @param {Party} party
 * @param {number} now
 */
function lineOf(party, now) {
  const people = party.people.filter((person) => person.here).length;
  return html`<span><strong class="pd-queue__number">${party.number}</strong> ${counted("counter.party_of", people)} · ${t(`lane.${party.lane}`)}
    ${party.late ? html`· ${t("party.late")}` : ""} · ${counted("counter.waits", minutesSince(party.arrived_at, now))}</span>`;
}

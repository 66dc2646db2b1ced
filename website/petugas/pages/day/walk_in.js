// A number for people who come without a booking: a lane, how many they are, and the slip that they take along.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { grouped } from "../../../lib/device/tickets.js";
import { announce } from "../../../lib/frame/frame.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateText } from "../../../lib/words/times.js";
import { qrCode } from "../../account/qr.js";
import { MOST_WALK_INS } from "../../account/rules.js";
import { payloadOf } from "../../hall/code.js";
import { here } from "../../hall/here.js";
import { underItsKey } from "../../requests/unanswered.js";
import { live } from "../../hall/live.js";
import { WALK_IN_LANES } from "../../hall/parties.js";
import { walkIn } from "../../hall/requests.js";
import { sentence } from "../../hall/told.js";

/** @typedef {{lane: string, people: number, standby?: boolean}} Wish */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show() {
  const { office, clock, now, supervises } = await here();
  /** @type {import("../../hall/requests.js").Given | undefined} */
  let given;
  /** @type {Wish | undefined} what cannot be given today any more, and may be given for the next day */
  let full;
  let note = "";
  let busy = false;
  const view = live("given", givenPart);

  return {
    title: t("walk_in.title"),
    content: html`
      <form class="pd-form pd-screen-only" novalidate @submit=${submit}>
        <fieldset class="govuk-fieldset">
          <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${t("walk_in.lane")}</legend>
          <div class="govuk-radios">
            ${WALK_IN_LANES.map(
              (lane, index) => html`<div class="govuk-radios__item">
                <input class="govuk-radios__input" type="radio" name="lane" id=${`lane-${lane}`} value=${lane} ?checked=${index === 0} aria-describedby=${`lane-${lane}-hint`} />
                <label class="govuk-label govuk-radios__label" for=${`lane-${lane}`}>${t(`lane.${lane}`)}</label>
                <div class="govuk-hint govuk-radios__hint" id=${`lane-${lane}-hint`}>${t(`walk_in.hint.${lane}`)}</div>
              </div>`,
            )}
          </div>
        </fieldset>
        <div class="govuk-form-group">
          <label class="govuk-label govuk-label--m" for="people">${t("walk_in.people")}</label>
          <select class="govuk-select govuk-input--width-5" id="people" name="people">
            ${Array.from({ length: MOST_WALK_INS }, (_, index) => html`<option value=${index + 1}>${index + 1}</option>`)}
          </select>
        </div>
        <button class="govuk-button">${t("walk_in.give")}</button>
      </form>
      ${view.content}
      ${supervises ? html`<p class="govuk-body pd-screen-only"><a class="govuk-link" href="/petugas/nomor/kursi">${t("seats.title")}</a></p>` : ""}
    `,
    shown: () => view.paint(),
  };

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    void give({ lane: String(form.get("lane")), people: Number(form.get("people")) });
  }

  /** @param {Wish} wish */
  async function give(wish) {
    if (busy) return;
    busy = true;
    [given, full, note] = [undefined, undefined, ""];
    view.paint();
    try {
      // of today: what was lost in the evening is nobody's number in the morning
      const about = `walk-in/${office.office_id}/${now().date}/${wish.lane}/${wish.people}/${wish.standby === true}`;
      given = await underItsKey(about, (key) => walkIn(office.office_id, wish, key));
      announce(t("walk_in.given", { numbers: given.numbers.join(", ") }));
    } catch (error) {
      note = sentence(error, clock);
      if (error instanceof Problem && error.code === "slot_full" && !wish.standby) full = wish;
    }
    busy = false;
    view.paint();
  }

  /** @param {Wish} wish */
  function standbyButton(wish) {
    return html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => give({ ...wish, standby: true })}>${t("walk_in.standby")}</button>`;
  }

  /**
   * What is on the slip of another day: a code for the door, and what to do then.
   *
   * @param {string} id of the booking
   */
  function comeThen(id) {
    return html`
      ${qrCode(payloadOf(id), t("walk_in.qr"))}
      <p class="pd-slip__code">${grouped(id)}</p>
      <p>${t("walk_in.come_then")}</p>
    `;
  }

  function givenPart() {
    if (busy) return html`<p class="govuk-body">${t("door.asking")}</p>`;
    if (note) return html`<p class="pd-note" role="alert">${note}</p>${full ? standbyButton(full) : ""}`;
    if (!given) return "";
    return html`
      <section class="pd-slip" aria-label=${t("walk_in.slip")}>
        <p class="pd-slip__office">${office.name}</p>
        <p class="pd-slip__number">${given.number}</p>
        ${given.numbers.length > 1 ? html`<p class="pd-slip__more">${given.numbers.map((number) => html`<span>${number}</span> `)}</p>` : ""}
        <p>${t(`lane.${given.lane}`)} · ${counted("counter.party_of", given.numbers.length)}</p>
        <p>${dateText(given.date)}</p>
        ${given.date === now().date ? html`<p>${t("walk_in.wait")}</p>` : comeThen(given.booking_id)}
      </section>
      <button type="button" class="govuk-button pd-screen-only" @click=${() => window.print()}>${t("walk_in.print")}</button>
    `;
  }
}

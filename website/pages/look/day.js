// The sessions of a day: choose one, or see where else there are seats.

import { html } from "/vendor/lit-html.js";
import { now } from "../../lib/base/clock.js";
import { isPresentSlot, moving, newBooking, slotOf } from "../../lib/device/drafts.js";
import { radioField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { call } from "../../lib/requests/call.js";
import { officeOf } from "../../lib/requests/offices.js";
import { opensSoon } from "../../lib/turns/turns.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, instantText, secondText, windowText } from "../../lib/words/times.js";
import { alternatives, nearby } from "../parts/alternatives.js";
import { waitWay } from "../waiting/way.js";
import { reasonText } from "./month.js";
import { movingNotice } from "./moving.js";

/** @typedef {import("./month.js").Slot} Slot */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.office_id);
  const date = String(visit.params.date);
  const move = moving.get();
  const wanted = newBooking.get();
  const people = (move.booking_id ? move.people : wanted.people?.length) || 1;
  const [office, { days }] = await Promise.all([
    officeOf(id),
    call("GET", `/offices/${encodeURIComponent(id)}/availability?from=${encodeURIComponent(date)}&to=${encodeURIComponent(date)}`),
  ]);
  /** @type {Slot[]} */
  const slots = days[0].sessions;
  const open = slots.filter((slot) => slot.state === "open" && slot.seats_left >= people && !isOld(slot));
  const choices = slots.filter((slot) => open.includes(slot) || (opensSoon(slot.turns, now()) && slot.state === "not_yet_open" && !isOld(slot)));
  const others = slots.filter((slot) => !choices.includes(slot));
  const missed = others.find(({ state }) => state === "full" || state === "open");
  return {
    title: dateText(date),
    back: `/kantor/${id}`,
    errors: visit.state.errors,
    content: html`
      ${movingNotice(visit)}
      <p class="govuk-body-l">${office.name}</p>
      ${others.length ? html`<ul class="govuk-list">${others.map(unavailable)}</ul>` : ""}
      ${slots.some((slot) => slot.state === "full") ? html`<p class="govuk-body">${t("full.more")}</p>` : ""}
      ${choices.length ? choice() : ""}
      ${missed && !move.booking_id ? waitWay({ date, timezone: office.timezone }, wait) : ""}
      ${open.length ? "" : alternatives(await nearby({ office_id: id, date }, people), people, (option) => take(option, option))}
    `,
  };

  /** @param {Slot} slot */
  function unavailable(slot) {
    const words = isOld(slot) ? t("move.old_slot") : wordsOf(slot, office);
    return html`<li><strong>${t(`session.${slot.session}`)}</strong>: ${words}</li>`;
  }

  function choice() {
    return form(
      visit,
      radioField({
        name: "session",
        legend: t("day.session"),
        value: visit.state.values?.session ?? wanted.slot?.session,
        errors: visit.state.errors,
        options: choices.map((slot) => ({
          value: slot.session,
          label: `${t(`session.${slot.session}`)}, ${windowText(slot, office.timezone)}`,
          hint: wordsOf(slot, office),
        })),
      }),
      t("page.continue"),
      async ({ session }) => {
        const slot = choices.find((each) => each.session === session);
        if (!slot) {
          return visit.again({ errors: [{ field: "session", message: t("day.missing") }] });
        }
        await take(office, { ...slot, date });
      },
    );
  }

  /** @param {Slot} slot */
  function isOld({ session }) {
    return isPresentSlot({ office_id: id, date, session });
  }

  /**
   * @param {{office_id: string, name: string, timezone: string}} office
   * @param {{date: string, session: string, arrive_from: string, arrive_until: string, turns?: import("../../lib/device/drafts.js").Turns}} slot
   */
  async function take(office, slot) {
    if (move.booking_id) {
      moving.change({ slot: slotOf(office, slot) });
      return visit.go(`/antrean/${move.booking_id}/pindah/periksa`);
    }
    return goOn({ slot: slotOf(office, slot), wait: undefined });
  }

  /** Answer the rest of the questions, to wait for seats of this day. */
  function wait() {
    return goOn({ slot: slotOf(office, { .../** @type {Slot} */ (missed), date }), wait: {} });
  }

  /** @param {Partial<import("../../lib/device/drafts.js").NewBooking>} answers */
  function goOn(answers) {
    newBooking.change(answers);
    return visit.go(wanted.service && wanted.people?.length ? "/antre/periksa" : "/antre/layanan");
  }
}

/**
 * @param {Slot} slot
 * @param {Office} office
 */
function wordsOf(slot, office) {
  const { turns } = slot;
  if (slot.state === "open") {
    const seats = counted("office.seats", slot.seats_left);
    return turns ? t("day.in_turns", { seats, until: secondText(turns.until, office.timezone) }) : seats;
  }
  if (slot.opens_at) {
    const opens = t("day.opens", { opens: instantText(slot.opens_at, office.timezone) });
    return opensSoon(turns, now()) ? `${opens}. ${t("day.prepare")}` : opens;
  }
  return html`${t(`office.state.${slot.state}`)}${slot.reason ? html`, ${reasonText(slot.reason)}` : ""}`;
}

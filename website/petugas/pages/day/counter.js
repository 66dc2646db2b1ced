// A counter: the party that is there, who comes next, and keys that finish, call, and send away. Each key is a button too.

import { html } from "/vendor/lit-html.js";
import { now as presentInstant } from "../../../lib/base/clock.js";
import { device } from "../../../lib/base/store.js";
import { announce } from "../../../lib/frame/frame.js";
import { t } from "../../../lib/words/texts.js";
import { LONGEST_REASON, MOST_COUNTERS } from "../../account/rules.js";
import { Desk } from "../../counter/desk.js";
import { presentView, queueView } from "../../counter/party.js";
import { here } from "../../hall/here.js";
import { underItsKey } from "../../requests/unanswered.js";
import { every, live } from "../../hall/live.js";
import { LANES } from "../../hall/parties.js";
import { comeBack } from "../../hall/requests.js";
import { sentence } from "../../hall/told.js";
import { keyButton } from "../../keys/button.js";
import { followKeys } from "../../keys/keys.js";

/** @typedef {import("../../counter/desk.js").Deed} Deed */
/** @typedef {import("../../hall/parties.js").Party} Party */
/** @typedef {import("../../hall/parties.js").Lane} Lane */

/** What has a key, in the order of the buttons. */
const KEYED = /** @type {const} */ (["next", "recall", "absent", "park", "transfer", "undo"]);
const CHOSEN = "counter";
/** In milliseconds: how often the minutes on the page are counted anew. */
const MINUTES = 15_000;

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office, clock, now: atOffice, username, supervises } = await here();
  let desk = deskAt(device.get(CHOSEN) ?? 1);
  /** @type {"lane" | Party | undefined} what is asked before something is done: a lane, or a reason to call a party */
  let asking;
  const view = live("desk", deskPart);
  /** @type {() => void} */
  let stop = () => {};

  return {
    title: t("counter.title"),
    content: view.content,
    shown() {
      const stopMinutes = every(MINUTES, paint);
      const stopKeys = followKeys(Object.fromEntries(KEYED.map((deed) => [deed, () => pressed(deed)])));
      stop = desk.follow();
      paint();
      return () => {
        stop();
        stopMinutes();
        stopKeys();
      };
    },
  };

  function paint() {
    view.paint();
  }

  /** @param {number} number */
  function deskAt(number) {
    return new Desk({ office: office.office_id, number, username, now: atOffice, clock, changed: paint, failed: visit.fail });
  }

  /** @param {Deed} deed */
  function pressed(deed) {
    if (desk.counter) void act(deed);
  }

  /**
   * @param {Deed} deed
   * @param {object} [body]
   */
  async function act(deed, body) {
    if (deed === "transfer" && !body) return ask("lane");
    asking = undefined;
    const before = desk.done;
    await desk.press(deed, body);
    if (desk.done !== before && desk.done) announce(said(desk.done));
    else if (desk.note) announce(desk.note);
  }

  /** @param {"lane" | Party} what */
  function ask(what) {
    if (what === "lane" && !desk.party) return desk.say(t("hall.refused.no_party"));
    asking = what;
    paint();
    document.getElementById("asked")?.focus();
  }

  /** @param {SubmitEvent} event */
  function open(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const number = Number(form.get("counter"));
    if (!Number.isInteger(number) || number < 1 || number > MOST_COUNTERS) return desk.say(t("counter.which_wrong", { most: MOST_COUNTERS }));
    device.set(CHOSEN, number);
    stop();
    desk = deskAt(number);
    void act("open", { lanes: form.getAll("lanes") }).then(() => {
      stop = desk.follow();
    });
  }

  /** @param {Party} party */
  async function back(party) {
    try {
      await underItsKey(`return/${party.party_id}`, (key) => comeBack(office.office_id, party.party_id, key));
      desk.say(t("counter.is_back", { number: party.number }));
    } catch (error) {
      desk.say(sentence(error, clock));
    }
  }

  function deskPart() {
    if (!desk.queue && !desk.lost && !desk.note) return html`<p class="govuk-body">${t("page.loading")}</p>`;
    return html`
      ${desk.lost ? html`<p class="pd-lost"><strong>${t("hall.lost")}</strong> ${t("counter.lost")}</p>` : ""}
      ${desk.unanswered ? html`<p class="pd-note">${t("counter.unanswered")}</p>` : ""}
      ${desk.note ? html`<p class="pd-note" role="alert">${desk.note}</p>` : ""}
      ${desk.counter ? workPart() : openPart()}
    `;
  }

  function workPart() {
    const { counter, queue, party } = desk;
    if (!counter || !queue) return "";
    const now = presentInstant();
    return html`
      <div class="pd-desk">
        <section class="pd-desk__now">
          <h2 class="govuk-heading-m">${t("counter.at", { counter: counter.counter })}</h2>
          ${presentView(party, now)}
          <div class="pd-keys" role="group" aria-label=${t("counter.keys")}>
            ${KEYED.map((deed) => keyButton(deed, t(`keys.deed.${deed}`), () => void act(deed), { secondary: deed !== "next", busy: desk.busy }))}
          </div>
          ${askingPart()}
          <div class="pd-keys">
            ${button("finish")} ${button("close")}
          </div>
        </section>
        <section class="pd-desk__queue" aria-label=${t("counter.queue")}>
          ${queueView(queue, counter.lanes, now, {
            busy: desk.busy,
            supervises,
            call: (one) => void act("next", { party_id: one.party_id }),
            outOfOrder: ask,
            back: (one) => void back(one),
          })}
        </section>
      </div>
    `;
  }

  /** @param {"finish" | "close"} deed */
  function button(deed) {
    return html`<button type="button" class="govuk-button govuk-button--secondary" aria-disabled=${desk.busy ? "true" : "false"} @click=${() => act(deed)}>
      ${t(`counter.deed.${deed}`)}
    </button>`;
  }

  function askingPart() {
    if (asking === "lane") {
      return html`<div class="pd-asked" id="asked" role="group" tabindex="-1" aria-labelledby="asked-title">
        <p class="pd-people__title" id="asked-title">${t("counter.which_lane")}</p>
        <div class="pd-keys">
          ${LANES.filter((lane) => lane !== desk.party?.lane).map(
            (lane) => html`<button type="button" class="govuk-button govuk-button--secondary" @click=${() => act("transfer", { lane })}>${t(`lane.${lane}`)}</button>`,
          )}
          <button type="button" class="ap-link-button" @click=${cancel}>${t("counter.cancel")}</button>
        </div>
      </div>`;
    }
    return asking ? reasonPart(asking) : "";
  }

  /** @param {Party} party */
  function reasonPart(party) {
    return html`<form class="pd-asked" novalidate @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const reason = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason")).trim();
        if (!reason) return desk.say(t("counter.reason_missing"));
        void act("next", { party_id: party.party_id, reason });
      }}>
      <div class="govuk-form-group">
        <label class="govuk-label" for="asked">${t("counter.reason", { number: party.number })}</label>
        <div class="govuk-hint" id="asked-hint">${t("counter.reason_hint")}</div>
        <input class="govuk-input" id="asked" name="reason" type="text" maxlength=${LONGEST_REASON} aria-describedby="asked-hint" />
      </div>
      <div class="pd-keys">
        <button class="govuk-button">${t("counter.call_now")}</button>
        <button type="button" class="ap-link-button" @click=${cancel}>${t("counter.cancel")}</button>
      </div>
    </form>`;
  }

  function cancel() {
    asking = undefined;
    paint();
  }

  function openPart() {
    return html`<form class="pd-form" novalidate @submit=${open}>
      <div class="govuk-form-group">
        <label class="govuk-label" for="counter">${t("counter.which")}</label>
        <input class="govuk-input govuk-input--width-3" id="counter" name="counter" type="text" inputmode="numeric" autocomplete="off" value=${desk.number} />
      </div>
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend">${t("counter.lanes")}</legend>
        <div class="govuk-hint">${t("counter.lanes_hint")}</div>
        <div class="govuk-checkboxes govuk-checkboxes--small">
          ${LANES.map(
            (lane) => html`<div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" type="checkbox" name="lanes" id=${`lanes-${lane}`} value=${lane} />
              <label class="govuk-label govuk-checkboxes__label" for=${`lanes-${lane}`}>${t(`lane.${lane}`)}</label>
            </div>`,
          )}
        </div>
      </fieldset>
      <button class="govuk-button" aria-disabled=${desk.busy ? "true" : "false"}>${t("counter.open")}</button>
    </form>`;
  }
}

/**
 * What is read aloud when something was done.
 *
 * @param {{deed: Deed, desk: import("../../hall/parties.js").Desk}} done
 */
function said({ deed, desk: { party } }) {
  if (deed === "next" || deed === "recall") return party ? t(`counter.said.${deed}`, { number: party.number }) : t("counter.nobody_waits");
  return t(`counter.said.${deed}`);
}

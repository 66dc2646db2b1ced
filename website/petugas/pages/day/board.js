// The board of the hall: which number goes to which counter, heard and seen. Nobody has to be logged in, and nobody's name
// is on it.

import { html } from "/vendor/lit-html.js";
import { tab } from "../../../lib/base/store.js";
import { announce } from "../../../lib/frame/frame.js";
import { boardOf } from "../../../lib/requests/board.js";
import { ON_TELEPHONES, nextPause, polling } from "../../../lib/requests/polling.js";
import { currentLanguage, t } from "../../../lib/words/texts.js";
import { Announcements } from "../../board/announcements.js";
import { announceCall } from "../../board/speaker.js";
import { spoken } from "../../board/speech.js";
import { every, live } from "../../hall/live.js";
import { unlock } from "../../hall/sounds.js";

/** @typedef {import("../../../lib/requests/board.js").Board} Board */

/** In milliseconds: how often a board in a hall asks, and how long without an answer until it says so. */
const EVERY = 2_000;
const SILENCE = 15_000;
const SEEN = "board_seen";
/** A telephone is narrow and has no mouse. */
const TELEPHONE = "(max-width: 40em) and (pointer: coarse)";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const office = String(visit.params.office_id);
  const telephone = matchMedia(TELEPHONE).matches;
  const silence = telephone ? SILENCE + Math.max(...ON_TELEPHONES) : SILENCE;
  const calls = new Announcements(tab.get(SEEN)?.[office]);
  const view = live("board", boardPart);
  /** @type {Board} */
  let board = await boardOf(office);
  let answered = Date.now();
  /** How far the clock of the service is ahead of this device's (milliseconds). */
  let ahead = Date.parse(board.at) - answered;
  let red = false;
  let aloud = false;
  let speaking = false;
  /** Whether the last call was heard in words. */
  let worded = true;
  /** @type {{number: string, counter: number} | undefined} the call that is being announced */
  let now;
  let over = false;

  return {
    title: t("board.title", { office: board.name }),
    bare: true,
    ownHeading: true,
    content: view.content,
    shown() {
      look(board);
      view.paint();
      const asking = polling({ ask, lost: watchOver, failed: visit.fail, pause, first: pause(0, true) });
      const stopWatching = every(1_000, watchOver);
      return () => {
        over = true;
        asking.stop();
        stopWatching();
      };
    },
  };

  /**
   * @param {number} before
   * @param {boolean} changed
   */
  function pause(before, changed) {
    return telephone ? nextPause(before, changed) : EVERY;
  }

  async function ask() {
    const before = JSON.stringify(board.counters);
    board = await boardOf(office);
    answered = Date.now();
    ahead = Date.parse(board.at) - answered;
    look(board);
    watchOver();
    view.paint();
    return JSON.stringify(board.counters) !== before;
  }

  /** @param {Board} seen */
  function look(seen) {
    calls.look(seen.counters, seen.at);
    tab.set(SEEN, { ...tab.get(SEEN), [office]: calls.seen });
    void speak();
  }

  /** Announce what waits, one after another; while that goes on, more may come to wait. */
  async function speak() {
    if (speaking) return;
    speaking = true;
    for (let call = calls.next(Date.now() + ahead); call && !over; call = calls.next(Date.now() + ahead)) {
      now = call;
      announce(spoken(call.number, call.counter, currentLanguage()));
      view.paint();
      worded = await announceCall(call, currentLanguage(), aloud);
    }
    now = undefined;
    speaking = false;
    view.paint();
  }

  /** Turn red once nothing has been heard of the service for too long, and back when something is. */
  function watchOver() {
    const lost = Date.now() - answered >= silence;
    if (lost === red) return;
    red = lost;
    if (red) announce(t("board.lost"));
    view.paint();
  }

  async function letSound() {
    await unlock();
    aloud = true;
    view.paint();
  }

  function boardPart() {
    const busy = board.counters.filter((each) => each.number);
    return html`
      <div class=${`pd-board ${red ? "pd-board--lost" : ""}`}>
        <header class="pd-board__head">
          <h1 class="pd-board__office" tabindex="-1">${board.name}</h1>
          ${soundPart()}
        </header>
        ${red ? html`<p class="pd-board__lost" role="alert">${t("board.lost")}</p>` : ""}
        <div class="pd-board__body">
          <div>
            <table class="pd-board__calls">
              <caption class="govuk-visually-hidden">${t("board.now")}</caption>
              <thead><tr><th scope="col">${t("board.number")}</th><th scope="col">${t("board.counter")}</th></tr></thead>
              <tbody>
                ${busy.map(
                  (each) => html`<tr class=${now?.counter === each.counter && now.number === each.number ? "is-called" : ""}>
                    <th scope="row">${each.number}</th><td>${each.counter}</td></tr>`,
                )}
              </tbody>
            </table>
            ${busy.length ? "" : html`<p class="pd-board__nobody">${t("board.nobody")}</p>`}
          </div>
          <section class="pd-board__last">
            <h2>${t("board.last")}</h2>
            <ol>
              ${eachOnce(board.last).map((each) => html`<li><strong>${each.number}</strong> <span>${t("board.to", { counter: each.counter })}</span></li>`)}
            </ol>
          </section>
        </div>
        <p class="pd-board__foot">${t("board.rule")}</p>
      </div>
    `;
  }

  function soundPart() {
    if (!aloud) return html`<button type="button" class="govuk-button ap-button--bright" @click=${letSound}>${t("board.sound")}</button>`;
    return worded ? "" : html`<p class="pd-board__voice">${t("board.no_voice")}</p>`;
  }
}

/**
 * The last calls without those that were repeated: who was called twice stands there once.
 *
 * @param {Board["last"]} calls the newest first
 */
function eachOnce(calls) {
  return calls.filter(({ number, counter }, index) => index === calls.findIndex((call) => call.number === number && call.counter === counter));
}

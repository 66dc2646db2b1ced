// Waiting for one's turn, on the page that books, adds or moves: what a turn is, when it comes, and the seconds until then.
// The request goes out by itself as long as this page is open.

import { html, render } from "/vendor/lit-html.js";
import { now } from "../../lib/base/clock.js";
import { Problem, Unreachable } from "../../lib/base/errors.js";
import { HASH_HOURS, PLACE_TOLD_MINUTES } from "../../lib/base/rules.js";
import { owner } from "../../lib/device/owner.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { announce } from "../../lib/frame/frame.js";
import { ownPlace, standingOf } from "../../lib/turns/asked.js";
import { opensSoon, planned, toldAt, unanswered } from "../../lib/turns/turns.js";
import { waitForTurn } from "../../lib/turns/wait.js";
import { t } from "../../lib/words/texts.js";
import { dateAt, dateText, leftText, secondText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/device/drafts.js").Turn} Turn */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/turns/asked.js").Standing} Standing */
/** @typedef {{get: () => {turn?: Turn}, wait: (turn: Turn) => void, change: (answers: {}) => void}} Waits a draft */
/** @typedef {{slot: Pick<Slot, "office_id" | "timezone" | "date" | "session">, people: number}} Wanted what is waited for */

const PLACE = "turn";
/** How long before the turn those who hear the page are told, in milliseconds. */
const SOON = 60_000;

/**
 * Whether a slot that was chosen opens so soon that the answers may wait for it.
 *
 * @param {Slot} slot
 */
export function mayWait({ turns }) {
  return opensSoon(turns, now());
}

/**
 * The form that lets the answers wait, in place of the one that sends them.
 *
 * @param {Visit} visit
 * @param {Waits} draft
 * @param {Slot} slot which `mayWait`
 */
export function waitForm(visit, draft, { turns, timezone }) {
  const opening = /** @type {import("../../lib/device/drafts.js").Turns} */ (turns);
  return form(
    visit,
    html`
      <p class="govuk-body">${t("turn.opens", { time: secondText(opening.begin, timezone), date: dayOf(opening.begin, timezone) })} ${why(opening)}</p>
      <p class="govuk-body">${t("turn.prepare")}</p>
    `,
    t("turn.wait"),
    async () => {
      draft.wait(planned(opening, now()));
      await visit.again({});
    },
  );
}

/**
 * The page of somebody who waits.
 *
 * @param {Visit} visit
 * @param {Waits} draft
 * @param {Wanted} wanted
 * @param {{back: string, below: unknown}} page what the page leads back to, and what is shown of the answers
 * @returns {import("../../lib/frame/router.js").Page}
 */
export function waitingPage(visit, draft, wanted, { back, below }) {
  return {
    title: t("turn.title"),
    back,
    content: html`
      <div id=${PLACE}></div>
      <p class="govuk-body">${t("turn.itself")}</p>
      <p class="govuk-body">${t("turn.closed")}</p>
      <button type="button" class="govuk-button govuk-button--secondary" @click=${stop}>${t("turn.stop")}</button>
      ${below}
    `,
    shown: () => follow(visit, draft, wanted),
  };

  async function stop() {
    draft.change({});
    await visit.again({});
  }
}

/**
 * What to do where a request was refused because its turn has not come, or one that had waited got no answer: it waits on.
 * Tells whether it does.
 *
 * @param {Visit} visit
 * @param {Waits} draft
 * @param {unknown} error
 */
export async function waitsOn(visit, draft, error) {
  const { turn } = draft.get();
  if (error instanceof Problem && error.code === "not_your_turn") {
    draft.wait(toldAt({ ...turn, lost: false }, error.document.your_turn_at, now()));
  } else if (error instanceof Unreachable && turn) {
    draft.wait(unanswered(turn, now()));
  } else {
    return false;
  }
  await visit.again({});
  return true;
}

/**
 * Paint what is known of the turn, and send the request when it has come.
 *
 * @param {Visit} visit
 * @param {Waits} draft
 * @param {Wanted} wanted
 */
function follow(visit, draft, { slot, people }) {
  let full = false;
  let warned = false;
  const when = draft.get().turn?.at;
  if (when) announce(t("turn.told", { time: secondText(when, slot.timezone) }));
  return waitForTurn({
    kept: () => draft.get().turn,
    keep: (turn) => draft.wait(turn),
    ask: ownPlace,
    look: () => standingOf(slot),
    show: (standing) => {
      const { turn } = draft.get();
      if (standing) full = ["open", "full"].includes(standing.state) && standing.seats_left < people;
      if (turn) paint(turn, slot, full);
      const left = Date.parse(turn?.at ?? "") - now();
      if (!warned && left > 0 && left < SOON) {
        warned = true;
        announce(t("turn.soon"));
      }
    },
    told: () => announce(t("turn.told", { time: secondText(String(draft.get().turn?.at), slot.timezone) })),
    come: async () => {
      await visit.again({ sending: true });
      pressAgain();
    },
    failed: visit.fail,
  });
}

/**
 * @param {Turn} turn
 * @param {Wanted["slot"]} slot
 * @param {boolean} full
 */
function paint(turn, slot, full) {
  const place = document.getElementById(PLACE);
  if (!place) return;
  const { at, begin, until } = turn;
  const instant = String(at ?? begin);
  const left = Date.parse(instant) - now();
  render(
    html`
      <div class="ap-turn">
        <p class="ap-turn__label">${t(at ? "turn.yours" : "turn.opening")}</p>
        <p class="ap-turn__time">${secondText(instant, slot.timezone)}</p>
        <p class="ap-turn__date">${dayOf(instant, slot.timezone)}</p>
        <p class="ap-turn__left" role="timer">${left > 0 ? t("turn.left", { left: leftText(left) }) : t(turn.lost ? "turn.lost" : "turn.now")}</p>
      </div>
      ${full ? html`<p class="govuk-body"><strong>${t("turn.full")}</strong> ${t("full.more")}</p>` : ""}
      <p class="govuk-body">${begin && until ? why({ begin, until }) : t("turn.why_any")} ${at ? "" : t("turn.unknown", { minutes: PLACE_TOLD_MINUTES })}</p>
      ${turn.last ? html`<p class="govuk-body">${t("turn.last", { hours: HASH_HOURS })}</p>` : ""}
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${checkAddress(turn, slot.office_id)} target="_blank" rel="noopener">${t("turn.check")}</a></p>
    `,
    place,
  );
}

/**
 * The page that checks this turn, with what was told of it behind #, where no server sees it.
 *
 * @param {Turn} turn
 * @param {string} office_id
 */
function checkAddress({ begin, until, at, hash, account }, office_id) {
  const told = { kantor: office_id, mulai: begin, sampai: until, giliran: at, sidik: hash, akun: account ?? owner() };
  return `/giliran#${new URLSearchParams(Object.entries(told).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
}

/** @param {{begin: string, until: string}} turns */
function why({ begin, until }) {
  return t("turn.why", { minutes: Math.ceil((Date.parse(until) - Date.parse(begin)) / 60_000) });
}

/**
 * @param {string} instant
 * @param {string} timezone
 */
function dayOf(instant, timezone) {
  return dateText(dateAt(new Date(instant), timezone), { weekday: "long", day: "numeric", month: "long" });
}

// A closure: how far it has come, when its letters go, and what can still be done about it.

import { html } from "/vendor/lit-html.js";
import { now } from "../../../lib/base/clock.js";
import { actionButton } from "../../../lib/forms/form.js";
import { t } from "../../../lib/words/texts.js";
import { instantText } from "../../../lib/words/times.js";
import { officeOf } from "../../../lib/requests/offices.js";
import { CALL_AFTER_HOURS } from "../../account/rules.js";
import { summaryList } from "../../frame/summary.js";
import { closureOf, reopen, sendLetters } from "../../requests/closures.js";
import { slotText } from "../../slots/slots.js";
import { personOf } from "../../scope/person.js";

/** @typedef {import("../../requests/closures.js").Closure} Closure */

/** In milliseconds: how often the page looks whether what is under way has come further. */
const LOOK = 3000;
const UNDER_WAY = ["displacing", "reopening"];

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  await personOf("operators");
  const id = visit.params.closure_id ?? "";
  const closure = await closureOf(id);
  const { name, timezone } = await officeOf(closure.office_id);
  const { state, slots, letters_at, lapses_at } = closure;
  const first = slots[0];
  const waits = Date.parse(letters_at) > now();
  const opens = state === "reopening" || state === "reopened";
  return {
    title: t(`closure.title.${state}`),
    back: first ? `/petugas/kuota/${first.date}` : "/petugas/kuota",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("closure.where", { office: name })}</p>
      <div id="closure" data-state=${state} data-letters=${opens ? "" : letters_at}>
        ${opens ? html`<p class="govuk-body">${t(`closure.more.${state}`)}</p>` : letters(waits, letters_at, timezone)}
      </div>
      <div class="govuk-button-group">
        ${!opens && waits ? actionButton(visit, t("closure.send"), () => lookAfter(sendLetters(id)), t("closure.sent")) : ""}
        ${opens ? "" : actionButton(visit, t("closure.reopen"), () => lookAfter(reopen(id)), t("closure.reopens"))}
      </div>
      ${opens ? "" : html`<p class="govuk-body">${t(waits ? "closure.reopen_before" : "closure.reopen_after")}</p>`}
      ${summaryList([
        ["closure.reason", html`<span lang="id">${closure.reason}</span>`],
        ["closure.right", instantText(lapses_at, timezone)],
      ])}
      <h2 class="govuk-heading-m">${t("closure.slots")}</h2>
      <ul class="govuk-list govuk-list--bullet">
        ${slots.map((slot) => html`<li>${slotText(slot)}</li>`)}
      </ul>
      ${opens
        ? ""
        : html`
            <h2 class="govuk-heading-m">${t("calls.title")}</h2>
            <p class="govuk-body">${t("closure.calls", { hours: CALL_AFTER_HOURS })}</p>
            <a class="govuk-button govuk-button--secondary" href=${`/petugas/penutupan/${id}/telepon`}>${t("closure.to_calls")}</a>
          `}
    `,
    shown() {
      const ticking = setInterval(tick, 1000);
      const looking = setInterval(() => {
        if (UNDER_WAY.includes(part()?.dataset.state ?? "")) void visit.update({});
      }, LOOK);
      tick();
      return () => {
        clearInterval(ticking);
        clearInterval(looking);
      };
    },
  };

  /**
   * Show the closure as it is once something was done.
   *
   * @param {Promise<unknown>} done
   */
  async function lookAfter(done) {
    await done;
    await visit.update({});
  }

  function part() {
    return document.getElementById("closure");
  }

  /** Count down, and look again when the letters have gone. */
  function tick() {
    const until = part()?.dataset.letters;
    const shown = document.getElementById("countdown");
    if (!until || !shown) return;
    const seconds = Math.ceil((Date.parse(until) - now()) / 1000);
    if (seconds <= 0) void visit.update({});
    else shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

/**
 * @param {boolean} wait whether they still wait
 * @param {string} letters_at
 * @param {string} timezone
 */
function letters(wait, letters_at, timezone) {
  return wait
    ? html`<p class="govuk-body">${t("closure.letters_in")} <strong class="st-countdown" id="countdown" role="timer"></strong></p>`
    : html`<p class="govuk-body">${t("closure.letters_gone", { at: instantText(letters_at, timezone) })}</p>`;
}

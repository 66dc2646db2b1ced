// What the screen of the door shows of a verdict: the word, why, who they are, and what can be done.

import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";
import { hourText } from "../hall/here.js";
import { keyButton } from "../keys/button.js";

/** @typedef {import("./asking.js").Judged} Judged */

/** The sign beside a word: nobody has to tell colours apart. */
const SIGNS = { good: "✓", wait: "◷", bad: "✕", blind: "!" };

/**
 * @param {Judged} judged
 * @param {{clock: (instant: string) => string, officeName: (id: string) => string, busy: boolean}} words
 * @param {{admit: () => void, undo: () => void, tick: (place: number, here: boolean) => void}} deeds
 */
export function verdictView(judged, words, deeds) {
  const { verdict, party, listed } = judged;
  return html`
    <div class="pd-verdict__head">
      <span class="pd-verdict__sign" aria-hidden="true">${SIGNS[verdict.tone]}</span>
      <h2 class="pd-verdict__word">${wordOf(judged, words)}</h2>
    </div>
    <p class="pd-verdict__why">${whyOf(judged, words)}</p>
    ${verdict.outdated ? html`<p class="pd-verdict__why">${t("door.outdated")}</p>` : ""}
    ${listed !== undefined ? html`<p class="pd-verdict__why">${listedText(listed, words)}</p>` : ""}
    ${party ? partyView(party, words.busy, deeds, verdict.word === "done") : ""}
    ${verdict.word === "early"
      ? html`<button type="button" class="govuk-button govuk-button--secondary" ?disabled=${words.busy} @click=${deeds.admit}>${t("door.admit_early")}</button>`
      : ""}
  `;
}

/**
 * The word of a verdict, such as "MASUK" or "SUDAH 08.12".
 *
 * @param {Judged} judged
 * @param {{clock: (instant: string) => string}} words
 */
export function wordOf({ verdict }, { clock }) {
  return verdict.word === "done" ? t("door.word.done", { time: clock(String(verdict.time)) }) : t(`door.word.${verdict.word}`);
}

/**
 * @param {Judged} judged
 * @param {{clock: (instant: string) => string, officeName: (id: string) => string}} words
 */
function whyOf({ verdict, party }, { clock, officeName }) {
  const { facts, word, time } = verdict;
  if (party && word !== "done") return t(`door.why.${word}`, { numbers: party.numbers.join(", ") });
  if (word === "early") return t("door.why.early", { time: clock(String(time)) });
  if (word === "other_day") return t("door.why.other_day", { date: dateText(facts.date), session: t(`session.${facts.session}`) });
  if (word === "other_office") {
    return t("door.why.other_office", { office: officeName(facts.office_id), date: dateText(facts.date), session: t(`session.${facts.session}`) });
  }
  if (word === "done") return t("door.why.done", { office: officeName(facts.office_id) });
  if (word === "closed") return facts.reason ? t("door.why.closed_because", { reason: facts.reason }) : t("door.why.closed");
  return t(`door.why.${word}`);
}

/**
 * @param {NonNullable<Judged["listed"]> | null} listed
 * @param {{clock: (instant: string) => string}} words
 */
function listedText(listed, { clock }) {
  if (!listed) return t("door.listed.none");
  const { numbers, session, arrive_from, arrive_until, arrived_at } = listed.kept;
  if (listed.word === "done") return t("door.listed.done", { numbers: numbers.join(", "), time: arrived_at ? clock(arrived_at) : "" });
  return t(`door.listed.${listed.word}`, { numbers: numbers.join(", "), session: t(`session.${session}`), from: hourText(arrive_from), until: hourText(arrive_until) });
}

/**
 * @param {import("../hall/parties.js").Party} party
 * @param {boolean} busy
 * @param {{undo: () => void, tick: (place: number, here: boolean) => void}} deeds
 * @param {boolean} before whether they arrived before, so that no arrival of now can be undone
 */
function partyView(party, busy, { undo, tick }, before) {
  const here = party.people.filter((person) => person.here).length;
  return html`
    <div class="pd-people" role="group" aria-labelledby="who-is-here">
      <p class="pd-people__title" id="who-is-here">${t("door.who")}</p>
      <div class="govuk-checkboxes">
        ${party.people.map(
          (person) => html`<div class="govuk-checkboxes__item">
            <input class="govuk-checkboxes__input" type="checkbox" id=${`here-${person.place}`} .checked=${person.here}
              ?disabled=${person.here && here === 1}
              @change=${(/** @type {Event} */ event) => tick(person.place, /** @type {HTMLInputElement} */ (event.target).checked)} />
            <label class="govuk-label govuk-checkboxes__label" for=${`here-${person.place}`}>
              <strong>${person.number}</strong> <bdi>${person.full_name}</bdi> <span class="pd-quiet">${person.nik_masked.slice(-4)} · ${t(`people.relation.${person.relation}`)}</span>
            </label>
          </div>`,
        )}
      </div>
    </div>
    ${before ? "" : keyButton("undo_arrival", t("keys.deed.undo_arrival"), undo, { secondary: true, busy })}
  `;
}

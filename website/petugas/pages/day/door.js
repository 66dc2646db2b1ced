// The door: a code is scanned, seen by the camera or typed, and the whole screen says what it is good for.

import { html } from "/vendor/lit-html.js";
import { announce } from "../../../lib/frame/frame.js";
import { everyOffice } from "../../../lib/requests/offices.js";
import { t } from "../../../lib/words/texts.js";
import { keptList } from "../../door/asking.js";
import { watch } from "../../door/camera.js";
import { Door } from "../../door/door.js";
import { catchScans } from "../../door/field.js";
import { verdictView, wordOf } from "../../door/screen.js";
import { SOUNDS } from "../../door/verdicts.js";
import { here } from "../../hall/here.js";
import { every, live } from "../../hall/live.js";
import { LANES } from "../../hall/parties.js";
import { mute, muted, sound, unlock } from "../../hall/sounds.js";
import { followKeys } from "../../keys/keys.js";

/** In milliseconds: how often today's list is read anew. */
const LIST_EVERY = 60_000;

/** @typedef {"off" | "starting" | "on" | "refused"} CameraState */

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office, clock, now } = await here();
  const names = new Map((await everyOffice()).map((each) => [each.office_id, each.name]));
  const words = { clock, officeName: (/** @type {string} */ id) => names.get(id) ?? id };
  const door = new Door({ office: office.office_id, now, clock, changed, failed: visit.fail });
  /** @type {CameraState} */
  let camera = "off";
  /** @type {(() => void) | undefined} */
  let stopCamera;
  /** Whether a lane was chosen since the last code was sent: that choice is for the next party. */
  let choseLane = false;
  const parts = [live("door-state", statePart), live("verdict", verdictPart), live("recent", recentPart)];
  const [state, verdict, recent] = parts;

  return {
    title: t("door.title"),
    bare: true,
    ownHeading: true,
    content: html`
      <div class="pd-door">
        ${state?.content}
        <section class="pd-verdict" id="screen">${verdict?.content}</section>
        <form class="pd-scan" novalidate @submit=${submit}>
          <div class="govuk-form-group pd-scan__code">
            <label class="govuk-label" for="code">${t("door.code")}</label>
            <input class="govuk-input" id="code" name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" />
          </div>
          <button class="govuk-button pd-scan__send">${t("door.check")}</button>
          ${laneChoice(() => (choseLane = true))}
        </form>
        <video class="pd-camera" id="camera" muted playsinline hidden aria-label=${t("door.camera.picture")}></video>
        ${recent?.content}
      </div>
    `,
    shown() {
      const stops = [catchScans(field, scanned), every(LIST_EVERY, readList), following("offline", readList), following("online", readList), followKeys({ undo_arrival: () => undo(door.undoable) })];
      changed();
      readList();
      field()?.focus({ preventScroll: true });
      return () => {
        for (const stop of stops) stop();
        stopCamera?.();
      };
    },
  };

  /** @param {import("../../door/asking.js").Judged} [judged] */
  function changed(judged) {
    const screen = document.getElementById("screen");
    if (screen) screen.className = `pd-verdict pd-verdict--${door.judged?.verdict.tone ?? "ready"}`;
    for (const part of parts) part.paint();
    if (!judged) return;
    if (!muted()) sound(SOUNDS[judged.verdict.tone]);
    announce(`${wordOf(judged, words)}${judged.party ? ` ${judged.party.numbers.join(", ")}` : ""}`);
    if (judged.party && !choseLane) chooseLane("booked");
    scrollTo(0, 0);
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    scanned();
  }

  function scanned() {
    const input = field();
    const code = input?.value ?? "";
    if (input) input.value = "";
    if (code.trim()) judge(code);
    input?.focus();
  }

  /**
   * @param {string} code
   * @param {boolean} [early]
   */
  function judge(code, early = false) {
    void unlock();
    choseLane = false;
    void door.scan(code, { lane: chosenLane(), early });
  }

  function readList() {
    void door.readList();
  }

  /** @param {import("../../hall/parties.js").Party | undefined} party */
  function undo(party) {
    void door.undo(party, ({ numbers }) => t("door.undone", { numbers: numbers.join(", ") })).then(() => announce(door.note));
    field()?.focus();
  }

  async function toggleCamera() {
    if (camera === "on") {
      stopCamera?.();
      stopCamera = undefined;
      turn("off");
      return;
    }
    const video = /** @type {HTMLVideoElement} */ (document.getElementById("camera"));
    turn("starting");
    try {
      stopCamera = await watch(video, (code) => judge(code));
      turn("on");
    } catch (error) {
      console.info(error);
      turn("refused");
    }
  }

  /** @param {CameraState} next */
  function turn(next) {
    camera = next;
    const video = document.getElementById("camera");
    if (video) video.hidden = next !== "on";
    state?.paint();
  }

  function statePart() {
    const kept = keptList(office.office_id, now().date);
    return html`
      <div class="pd-bar">
        <h1 class="pd-bar__place" tabindex="-1">${t("door.title")}: ${office.name}</h1>
        <button type="button" class="govuk-button govuk-button--secondary" aria-pressed=${camera === "on" ? "true" : "false"} ?disabled=${camera === "starting"}
          @click=${toggleCamera}>${t(camera === "on" ? "door.camera.stop" : "door.camera.start")}</button>
        <button type="button" class="govuk-button govuk-button--secondary" aria-pressed=${muted() ? "true" : "false"}
          @click=${() => [mute(!muted()), changed()]}>${t(muted() ? "door.sound.on" : "door.sound.off")}</button>
        <a class="govuk-link ap-alone" href="/petugas">${t("door.menu")}</a>
      </div>
      ${door.lost ? html`<p class="pd-lost"><strong>${t("door.lost")}</strong> ${kept ? t("door.lost_list", { time: clock(kept.at) }) : t("door.lost_no_list")}</p>` : ""}
      ${camera === "refused" ? html`<p class="pd-note">${t("door.camera.refused")}</p>` : ""}
      ${door.note ? html`<p class="pd-note">${door.note}</p>` : ""}
    `;
  }

  function verdictPart() {
    if (!door.judged) return html`<p class="pd-verdict__ready">${t(door.busy ? "door.asking" : "door.ready")}</p>`;
    const { code, party } = door.judged;
    return verdictView(door.judged, { ...words, busy: door.busy > 0 }, {
      admit: () => judge(code, true),
      undo: () => undo(party),
      tick: (place, is) => door.tick(place, is),
    });
  }

  function recentPart() {
    if (!door.recent.length) return "";
    return html`
      <h2 class="govuk-heading-m">${t("door.recent")}</h2>
      <ul class="govuk-list pd-recent">
        ${door.recent.map(
          (party) => html`<li>
            <span><strong>${party.numbers.join(", ")}</strong> ${clock(party.arrived_at)} · ${t(`lane.${party.lane}`)}${party.late ? ` · ${t("party.late")}` : ""}</span>
            <button type="button" class="ap-link-button" aria-label=${t("door.undo_of", { number: party.number })} @click=${() => undo(party)}>${t("door.undo_short")}</button>
          </li>`,
        )}
      </ul>
    `;
  }
}

/** @returns {HTMLInputElement | null} */
function field() {
  return /** @type {HTMLInputElement | null} */ (document.getElementById("code"));
}

/** @param {() => void} chosen called when another lane is chosen */
function laneChoice(chosen) {
  return html`
    <fieldset class="govuk-fieldset pd-scan__lane" @change=${chosen}>
      <legend class="govuk-fieldset__legend">${t("lane.title")}</legend>
      <div class="govuk-radios govuk-radios--inline govuk-radios--small">
        ${LANES.map(
          (lane) => html`<div class="govuk-radios__item">
            <input class="govuk-radios__input" type="radio" name="lane" id=${`lane-${lane}`} value=${lane} ?checked=${lane === "booked"} />
            <label class="govuk-label govuk-radios__label" for=${`lane-${lane}`}>${t(`lane.${lane}`)}</label>
          </div>`,
        )}
      </div>
    </fieldset>
  `;
}

function chosenLane() {
  return /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=lane]:checked"))?.value ?? "booked";
}

/** @param {string} lane */
function chooseLane(lane) {
  const radio = /** @type {HTMLInputElement | null} */ (document.getElementById(`lane-${lane}`));
  if (radio) radio.checked = true;
}

/**
 * Listen to an event of the window until the returned function is called.
 *
 * @param {string} name
 * @param {(event: Event) => void} heard
 */
function following(name, heard) {
  addEventListener(name, heard);
  return () => removeEventListener(name, heard);
}

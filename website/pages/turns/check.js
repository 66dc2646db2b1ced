// Check a turn: what was promised before, what was told after, and whether both agree, computed here.

import { html } from "/vendor/lit-html.js";
import { instantOf, now } from "../../lib/base/clock.js";
import { HASH_HOURS, LONGEST_WINDOW, WINDOW_MINUTES } from "../../lib/base/rules.js";
import { owner } from "../../lib/device/owner.js";
import { dateField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { everyOffice } from "../../lib/requests/offices.js";
import { hoursOf } from "../../lib/turns/asked.js";
import { checked } from "../../lib/turns/check.js";
import { t } from "../../lib/words/texts.js";
import { dateAt, dateParts, dateValue, HEADQUARTERS, instantAt, instantText, secondText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {import("../../lib/requests/offices.js").Office} Office */
/** @typedef {import("../../lib/turns/check.js").Found} Found */
/** @typedef {{office: Office, begin: string, until: string, account: string, told?: string | null, hash?: string | null}} Asked a turn, and what was told of it before */

const MINUTE = 60_000;

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const offices = await everyOffice();
  const noted = visit.state.values ? undefined : notedIn(new URLSearchParams(location.hash.slice(1)), offices);
  /** @type {Asked | undefined} */
  const asked = visit.state.asked ?? noted;
  const values = visit.state.values ?? valuesOf(asked);
  const { errors } = visit.state;
  return {
    title: t("place.title"),
    back: "/",
    errors,
    content: html`
      <p class="govuk-body">${t("place.lead")}</p>
      <p class="govuk-body">${t("place.promise", { hours: HASH_HOURS })}</p>
      ${asked ? await result(asked) : ""}
      <h2 class="govuk-heading-m">${t(asked ? "place.another" : "place.which")}</h2>
      ${form(
        visit,
        html`
          <div class="govuk-form-group">
            <label class="govuk-label" for="office">${t("place.office")}</label>
            <select class="govuk-select" id="office" name="office">
              ${offices.map((office) => html`<option value=${office.office_id} ?selected=${office.office_id === values.office}>${office.name}</option>`)}
            </select>
          </div>
          ${dateField({ name: "day", legend: t("place.day"), values, errors })}
          ${textField({ name: "time", label: t("place.time"), hint: t("place.time_hint"), value: values.time, errors, width: "govuk-input--width-5" })}
          ${textField({ name: "minutes", label: t("place.minutes"), value: values.minutes, errors, inputmode: "numeric", width: "govuk-input--width-2" })}
          ${textField({ name: "account", label: t("place.account"), hint: t("place.account_hint"), value: values.account, errors })}
        `,
        t("place.send"),
        async (given) => {
          const { asked: wanted, wrong } = read(given, offices);
          await visit.again(wanted ? { values: given, asked: wanted } : { values: given, errors: wrong });
        },
      )}
    `,
    announcement: asked ? t("place.result") : "",
  };
}

/**
 * What is found of a turn, in words and in numbers, and how to check it without this page.
 *
 * @param {Asked} asked
 */
async function result(asked) {
  const { office, begin, until, account, told, hash } = asked;
  const hours = await hoursOf(office.office_id, dateAt(new Date(begin), office.timezone));
  const found = await checked({ begin, until }, account, hours);
  if (!found) return html`<h2 class="govuk-heading-m">${t("place.result")}</h2><p class="govuk-body">${t("place.undrawn")}</p>`;
  const rows = [
    { name: t("place.account"), value: html`<span class="ap-code">${account}</span>` },
    ...(told ? [{ name: t("place.told"), value: secondText(told, office.timezone) }] : []),
    ...(found.at ? [{ name: t("place.computed"), value: secondText(found.at, office.timezone) }] : []),
    { name: t("place.hash"), value: html`<span class="ap-code">${found.hash}</span>` },
    ...(hash ? [{ name: t("place.noted"), value: html`<span class="ap-code">${hash}</span>` }] : []),
    ...(found.seed ? [{ name: t("place.seed"), value: html`<span class="ap-code">${found.seed}</span>` }] : []),
  ];
  return html`
    <h2 class="govuk-heading-m">${t("place.result")}</h2>
    ${verdicts(asked, found).map(
      ({ good, words }) => html`<p class=${good ? "ap-verdict" : "ap-verdict ap-verdict--wrong"}><strong>${t(good ? "place.agrees" : "place.differs")}</strong> ${words}</p>`,
    )}
    ${found.seed ? "" : html`<p class="govuk-body">${t("place.wait", { time: instantText(instantOf(found.known), office.timezone) })}</p>`}
    ${summaryList(rows)}
    ${found.seed ? command(asked, found) : ""}
  `;
}

/**
 * The same check without a browser.
 *
 * @param {Asked} asked
 * @param {Found} found
 */
function command({ begin, until, account, hash }, found) {
  return html`
    <p class="govuk-body">${t("place.command")}</p>
    <pre class="ap-code ap-code--block" tabindex="0">python3 tools/verify.py turn --account ${account} --hash ${hash ?? found.hash} --seed ${String(found.seed)} --begin ${begin} --until ${until}</pre>
  `;
}

/**
 * What agrees and what does not.
 *
 * @param {Asked} asked
 * @param {Found} found
 */
function verdicts({ until, told, hash, office }, { hash: present, sound, at }) {
  const made = [];
  if (hash && hash !== present) made.push({ good: false, words: t("place.other_hash") });
  if (sound !== undefined) made.push({ good: sound, words: t(sound ? "place.sound" : "place.unsound") });
  if (sound && told && at) {
    const isLast = at !== told && told === until;
    const same = at === told || isLast;
    made.push({ good: same, words: t(isLast ? "place.last" : same ? "place.same" : "place.unlike", { hours: HASH_HOURS }) });
  } else if (sound && at) {
    made.push({ good: true, words: t("place.by_seed", { time: secondText(at, office.timezone) }) });
  }
  return made;
}

/**
 * What was told of a turn where somebody waited for it.
 *
 * @param {URLSearchParams} told
 * @param {Office[]} offices
 * @returns {Asked | undefined}
 */
function notedIn(told, offices) {
  const office = offices.find(({ office_id }) => office_id === told.get("kantor"));
  const [begin, until, account] = ["mulai", "sampai", "akun"].map((name) => told.get(name));
  if (!office || !begin || !until || !account || !isInstant(begin) || !isInstant(until)) return undefined;
  return { office, begin, until, account, told: told.get("giliran"), hash: told.get("sidik") };
}

/** @param {string} text */
function isInstant(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text));
}

/**
 * The fields of the form: those of a turn, or of today for who is known here.
 *
 * @param {Asked | undefined} asked
 * @returns {Record<string, string | undefined>}
 */
function valuesOf(asked) {
  const timezone = asked?.office.timezone ?? HEADQUARTERS;
  const begin = new Date(asked ? asked.begin : now());
  return {
    ...dateParts("day", dateAt(begin, timezone)),
    office: asked?.office.office_id,
    time: asked ? secondText(asked.begin, timezone).slice(0, 8) : "08.00",
    minutes: String(asked ? Math.round((Date.parse(asked.until) - Date.parse(asked.begin)) / MINUTE) : WINDOW_MINUTES),
    account: asked?.account ?? owner(),
  };
}

/**
 * The turn that a form asks about, or what is wrong with it.
 *
 * @param {Record<string, string>} given
 * @param {Office[]} offices
 * @returns {{asked?: Asked, wrong: FieldError[]}}
 */
function read(given, offices) {
  const office = offices.find(({ office_id }) => office_id === given.office);
  const day = dateValue("day", given);
  const time = /^\s*([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:]([0-5]\d))?\s*$/.exec(String(given.time));
  const minutes = Number(given.minutes);
  const account = String(given.account).trim();
  const wrong = [
    { field: "day-day", message: t("place.day_wrong"), bad: !day },
    { field: "time", message: t("place.time_wrong"), bad: !time },
    { field: "minutes", message: t("place.minutes_wrong", { most: LONGEST_WINDOW }), bad: !Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_WINDOW },
    { field: "account", message: t("place.account_wrong"), bad: !account },
  ].filter(({ bad }) => bad);
  if (!office || !day || !time || wrong.length) return { wrong };
  const begin = instantAt(day, `${String(time[1]).padStart(2, "0")}:${time[2]}:${time[3] ?? "00"}`, office.timezone);
  const until = instantOf(Date.parse(begin) + minutes * MINUTE);
  return { asked: { office, begin, until, account }, wrong };
}

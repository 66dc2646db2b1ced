// What an office tells of itself, the shares of its lanes, and when its dates open: changed with a reason. When the next
// dates open by the new rule stands on the page before anything is written.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { LONGEST_WINDOW, PUBLISHED_DAYS } from "../../lib/base/rules.js";
import { tidy } from "../../lib/base/text.js";
import { radioField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, plusDays, today } from "../../lib/words/times.js";
import {
  LARGEST_SHARE,
  LONGEST_ADDRESS,
  LONGEST_FACILITY,
  LONGEST_HOURS,
  LONGEST_OFFICE_PHONE,
  MOST_DAYS_AHEAD,
  MOST_FACILITIES,
} from "../account/rules.js";
import { hourText } from "../hall/here.js";
import { changeSettings, settingsOf } from "../requests/settings.js";
import { readReason, reasonField } from "../slots/reason.js";
import { changedParts, LANES, readSettings, TEXTS } from "../slots/settings.js";
import { openingsOf } from "../slots/release.js";
import { WEEKDAYS, weekdayName } from "../slots/weekdays.js";
import { office } from "../scope/office.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/frame/router.js").Page} Page */
/** @typedef {import("../requests/settings.js").Settings} Settings */
/** @typedef {import("../requests/settings.js").SettingsChange} SettingsChange */

/** The most characters of a line of text; of all others as many as of an address. */
const LONGEST = { phone: LONGEST_OFFICE_PHONE, hours: LONGEST_HOURS };
/** Lines with a word on what belongs there. */
const EXPLAINED = ["directions", "priority", "notice"];

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office_id, timezone } = await office("operators");
  /** @type {{settings: Settings, change?: SettingsChange}} */
  const { settings = await settingsOf(office_id), change } = visit.state;
  return change ? checked(visit, settings, change, plusDays(today(timezone), PUBLISHED_DAYS)) : asked(visit, settings);
}

/**
 * @param {Visit} visit
 * @param {Settings} settings
 * @returns {Page}
 */
function asked(visit, settings) {
  const { errors, conflict, saved } = visit.state;
  const { details, lanes, release } = settings;
  /** @type {Record<string, string>} */
  const values = visit.state.values ?? {
    ...details,
    facilities: (details.facilities ?? []).join("; "),
    ...Object.fromEntries(LANES.map((lane) => [`lane-${lane}`, String(lanes[lane])])),
    kind: release.kind,
    at: release.at,
    days: String(release.days),
    weekday: String(release.weekday),
    window: String(release.window_minutes),
  };
  const told = conflict ? t("settings.conflict") : saved ? t("slot.saved") : "";
  const short = { errors, autocomplete: "off", width: "govuk-input--width-5" };
  return {
    title: t("settings.title", { office: settings.name }),
    errors,
    announcement: told,
    content: html`
      ${told ? html`<div class="govuk-inset-text"><strong>${told}</strong></div>` : ""}
      ${conflict ? differences(settings, conflict) : ""}
      ${form(
        visit,
        html`
          <h2 class="govuk-heading-m">${t("settings.details")}</h2>
          <p class="govuk-body">${t("settings.details_more")}</p>
          ${TEXTS.map((name) =>
            textField({
              name,
              label: t(`settings.${name}`),
              hint: EXPLAINED.includes(name) ? t(`settings.${name}_hint`) : undefined,
              value: values[name],
              errors,
              autocomplete: "off",
              maxlength: { ...LONGEST }[String(name)] ?? LONGEST_ADDRESS,
            }),
          )}
          ${textField({ name: "facilities", label: t("settings.facilities"), hint: t("settings.facilities_hint"), value: values.facilities, errors, autocomplete: "off" })}
          <h2 class="govuk-heading-m">${t("settings.lanes")}</h2>
          <p class="govuk-body">${t("settings.lanes_more", { most: LARGEST_SHARE })}</p>
          <div class="st-row">
            ${LANES.map((lane) => textField({ name: `lane-${lane}`, label: t(`lane.${lane}`), value: values[`lane-${lane}`], inputmode: "numeric", ...short }))}
          </div>
          <h2 class="govuk-heading-m">${t("settings.release")}</h2>
          <p class="govuk-body">${t("settings.keeps", { days: PUBLISHED_DAYS })}</p>
          ${radioField({
            name: "kind",
            legend: t("settings.kind"),
            value: values.kind,
            errors,
            options: [
              { value: "days_ahead", label: t("settings.kinds.days_ahead") },
              { value: "weekly", label: t("settings.kinds.weekly") },
            ],
          })}
          ${textField({ name: "days", label: t("settings.days"), value: values.days, inputmode: "numeric", ...short })}
          <div class="st-inline">
            ${radioField({
              name: "weekday",
              legend: t("settings.weekday"),
              value: values.weekday,
              errors,
              options: WEEKDAYS.map((day) => ({ value: String(day), label: weekdayName(day) })),
            })}
          </div>
          ${textField({ name: "at", label: t("settings.at"), hint: t("settings.at_hint"), value: values.at, ...short })}
          ${textField({ name: "window", label: t("settings.window"), hint: t("settings.window_hint"), value: values.window, inputmode: "numeric", ...short })}
          ${reasonField(t("bulk.reason_hint"), values.reason, errors)}
        `,
        t("slot.look"),
        (given) => lookAhead(visit, settings, given),
        { state: { settings } },
      )}
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Settings} settings
 * @param {Record<string, string>} given
 */
function lookAhead(visit, settings, given) {
  const { reason, errors: ofReason } = readReason(given.reason);
  const { wanted, wrong } = readSettings(given, tidy);
  const errors = [...wrong.map((field) => ({ field, message: wrongText(field) })), ...ofReason];
  const change = changedParts(settings, wanted);
  if (!errors.length && !Object.keys(change).length) errors.push({ field: "address", message: t("slot.unchanged") });
  return visit.again({ settings, values: given, ...(errors.length ? { errors } : { change: { ...change, reason } }) });
}

/**
 * @param {Visit} visit
 * @param {Settings} settings
 * @param {SettingsChange} change
 * @param {string} first the first date that is not published yet
 * @returns {Page}
 */
function checked(visit, settings, change, first) {
  const { values, errors } = visit.state;
  const { release } = change;
  const later = settings.openings.map(({ date }) => date).filter((date) => date >= first);
  return {
    title: t("slot.check_title"),
    back: "/petugas/kantor",
    errors,
    content: html`
      ${differences(settings, change)}
      ${release
        ? html`
            <p class="govuk-body"><strong>${t("settings.keeps", { days: PUBLISHED_DAYS })}</strong></p>
            <table class="govuk-table st-table">
              <caption class="govuk-table__caption govuk-table__caption--m">${t("settings.openings")}</caption>
              <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                  <th class="govuk-table__header" scope="col">${t("settings.date")}</th>
                  <th class="govuk-table__header" scope="col">${t("settings.opens")}</th>
                </tr>
              </thead>
              <tbody class="govuk-table__body">
                ${openingsOf(later, release).map(
                  ({ from, to, opens }) => html`<tr class="govuk-table__row">
                    <th class="govuk-table__header" scope="row">${from === to ? dateText(from) : t("quotas.week", { from: dateText(from), to: dateText(to) })}</th>
                    <td class="govuk-table__cell">${t("settings.opens_at", { date: dateText(opens), time: hourText(release.at) })}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          `
        : ""}
      <p class="govuk-body">${t("slot.because", { reason: change.reason })}</p>
      ${form(visit, "", t("slot.save"), () => save(visit, settings, change), { state: { settings, values, change } })}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ settings, values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {Settings} settings
 * @param {SettingsChange} change
 */
async function save(visit, settings, change) {
  const { values } = visit.state;
  try {
    const changed = await changeSettings(settings, change);
    await visit.again({ settings: changed, saved: true });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "version_conflict") throw error;
    await visit.again({ settings: await settingsOf(settings.office_id), values, conflict: change });
  }
}

/**
 * What stands now beside what is wished.
 *
 * @param {Settings} settings
 * @param {SettingsChange} change
 */
function differences(settings, { details, lanes, release }) {
  const rows = [
    ...(details ? [...TEXTS, /** @type {const} */ ("facilities")].map((name) => [t(`settings.${name}`), said(settings.details[name]), said(details[name])]) : []),
    ...(lanes ? LANES.map((lane) => [t(`lane.${lane}`), String(settings.lanes[lane]), String(lanes[lane])]) : []),
    ...(release
      ? [
          [t("settings.release"), ruleText(settings.release), ruleText(release)],
          [t("settings.window"), windowText(settings.release), windowText(release)],
        ]
      : []),
  ].filter(([, before, after]) => before !== after);
  return html`
    <table class="govuk-table st-table">
      <caption class="govuk-visually-hidden">${t("slot.check_title")}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <td class="govuk-table__cell"></td>
          <th class="govuk-table__header" scope="col">${t("slot.now")}</th>
          <th class="govuk-table__header" scope="col">${t("slot.then")}</th>
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        ${rows.map(
          ([name, before, after]) => html`<tr class="govuk-table__row">
            <th class="govuk-table__header" scope="row">${name}</th>
            <td class="govuk-table__cell">${before}</td>
            <td class="govuk-table__cell"><strong>${after}</strong></td>
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/**
 * What is wrong with a field.
 *
 * @param {string} field
 */
function wrongText(field) {
  if (field.startsWith("lane-")) return t("settings.wrong.lane", { most: LARGEST_SHARE });
  const most = { days: MOST_DAYS_AHEAD, window: LONGEST_WINDOW }[field] ?? MOST_FACILITIES;
  return t(`settings.wrong.${field}`, { most, longest: LONGEST_FACILITY });
}

/** @param {string | string[] | undefined} told */
function said(told) {
  return (Array.isArray(told) ? told.join("; ") : told) || t("settings.untold");
}

/** @param {import("../requests/settings.js").Release} release */
function ruleText({ kind, at, days, weekday }) {
  return kind === "days_ahead"
    ? t("settings.rule.days_ahead", { days, at: hourText(at) })
    : t("settings.rule.weekly", { weekday: weekdayName(weekday), at: hourText(at) });
}

/** @param {import("../requests/settings.js").Release} release */
function windowText({ window_minutes: count }) {
  return count ? counted("settings.minutes", count) : t("settings.no_turns");
}

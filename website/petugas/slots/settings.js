// The answers about an office as they are sent, and what of them is different from what stands.

import { LONGEST_WINDOW } from "../../lib/base/rules.js";
import { LARGEST_SHARE, LONGEST_FACILITY, MOST_DAYS_AHEAD, MOST_FACILITIES } from "../account/rules.js";

/** @typedef {import("../requests/settings.js").Settings} Settings */
/** @typedef {Pick<Settings, "details" | "lanes" | "release">} Wanted */

/** What an office tells in a line of text, in the order in which it is asked for. */
export const TEXTS = /** @type {const} */ (["address", "directions", "phone", "hours", "priority", "notice"]);

/** What stays as it is where it is left out; so it is sent empty to be deleted. */
const LATER = /** @type {const} */ (["directions", "priority", "notice"]);

/** The lanes, in the order in which their shares are asked for. */
export const LANES = /** @type {const} */ (["booked", "priority", "bap", "express"]);

/**
 * What was answered, and the fields that are wrong.
 *
 * @param {Record<string, string>} given
 * @param {(typed: string) => string} tidy
 * @returns {{wanted: Wanted, wrong: string[]}}
 */
export function readSettings(given, tidy) {
  const text = (/** @type {string} */ name) => tidy(given[name] ?? "");
  const number = (/** @type {string} */ name) => (/^\d{1,3}$/.test(text(name)) ? Number(text(name)) : NaN);
  const facilities = text("facilities").split(";").map((each) => each.trim()).filter(Boolean);
  const told = TEXTS.map((name) => [name, text(name)]).filter(([name, value]) => value || LATER.some((later) => later === name));
  /** @type {Settings["details"]} */
  const details = { ...Object.fromEntries(told), ...(facilities.length && { facilities }) };
  const shares = LANES.map((lane) => [lane, number(`lane-${lane}`)]);
  const lanes = /** @type {Settings["lanes"]} */ (Object.fromEntries(shares));
  const kind = given.kind === "weekly" ? "weekly" : "days_ahead";
  const release = { kind, at: time(text("at")), days: number("days"), weekday: number("weekday"), window_minutes: number("window") };
  const wrong = [
    ...(/^[0-9+() -]*$/.test(text("phone")) ? [] : ["phone"]),
    ...(facilities.length > MOST_FACILITIES || facilities.some((each) => each.length > LONGEST_FACILITY) ? ["facilities"] : []),
    ...LANES.filter((lane) => !(lanes[lane] >= 1 && lanes[lane] <= LARGEST_SHARE)).map((lane) => `lane-${lane}`),
    ...(release.days <= MOST_DAYS_AHEAD ? [] : ["days"]),
    ...(release.weekday <= 6 ? [] : ["weekday"]),
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(release.at) ? [] : ["at"]),
    ...(release.window_minutes <= LONGEST_WINDOW ? [] : ["window"]),
  ];
  return { wanted: { details, lanes, release: /** @type {Settings["release"]} */ (release) }, wrong };
}

/**
 * Of what is wanted, the parts that are different from what stands.
 *
 * @param {Settings} settings
 * @param {Wanted} wanted
 * @returns {Partial<Wanted>}
 */
export function changedParts(settings, wanted) {
  const same = (/** @type {object} */ one, /** @type {object} */ other) => written(one) === written(other);
  return {
    ...(!same({ ...Object.fromEntries(LATER.map((name) => [name, ""])), ...settings.details }, wanted.details) && { details: wanted.details }),
    ...(!same(settings.lanes, wanted.lanes) && { lanes: wanted.lanes }),
    ...(!same(settings.release, wanted.release) && { release: wanted.release }),
  };
}

/**
 * A time as the API writes it; people type 8.00 as well.
 *
 * @param {string} typed
 */
function time(typed) {
  const [, hour = "", minute = ""] = /^(\d{1,2})[.:](\d{2})$/.exec(typed) ?? [];
  return hour ? `${hour.padStart(2, "0")}:${minute}` : typed;
}

/** @param {object} part */
function written(part) {
  return JSON.stringify(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
}

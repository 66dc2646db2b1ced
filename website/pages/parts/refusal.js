// Why the API refused a booking, in words, and how to go on.

import { html } from "/vendor/lit-html.js";
import { CANCELLATION_DAYS, MOST_CANCELLATIONS, MOST_OTHERS, MOST_REFUSALS, OTHERS_DAYS, REFUSAL_HOURS } from "../../lib/base/rules.js";
import { reminder } from "../../lib/device/reminder.js";
import { standingOf } from "../../lib/turns/asked.js";
import { t } from "../../lib/words/texts.js";
import { instantText } from "../../lib/words/times.js";
import { alternatives, nearby } from "./alternatives.js";
import { nameOf } from "./household.js";
import { DOUBTS, doubtBox, doubtOf } from "./person_form.js";

/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/base/errors.js").Problem} Problem */
/** @typedef {import("../../lib/requests/offices.js").Option} Option */

/**
 * The limits of an account by their names in the API, with the numbers that their sentences tell.
 *
 * @type {Record<string, Record<string, number>>}
 */
const LIMITS = {
  cancellations: { count: MOST_CANCELLATIONS, days: CANCELLATION_DAYS },
  refusals: { count: MOST_REFUSALS, hours: REFUSAL_HOURS },
  joins: {},
  others: { count: MOST_OTHERS, days: OTHERS_DAYS },
  misses: {},
};
/** Codes that say that a slot cannot be had. */
const GONE = ["slot_full", "slot_not_yet_open", "slot_closed", "slot_past"];

/**
 * Whether a refusal is about the slot: another one has to be chosen.
 *
 * @param {Problem} problem
 */
export function isLost({ code }) {
  return GONE.includes(code);
}

/**
 * Whether a refusal says that another account has booked who is logged in: `GET /me/listings` tells more.
 *
 * @param {Problem} problem
 * @param {DraftPerson[]} people
 */
export function isBookedByAnother({ code, document }, people) {
  /** @type {number[]} */
  const indices = code === "nik_already_booked" ? (document.applicants ?? []) : [];
  return indices.some((index) => people[index]?.relation === "self");
}

/**
 * The heading of the page about a slot that cannot be had.
 *
 * @param {Record<string, any>} document the problem
 */
export function lostTitle({ code }) {
  return t(code === "slot_not_yet_open" ? "lost.early_title" : "lost.title");
}

/**
 * Why a slot cannot be had, and the slots nearby that can.
 *
 * @param {Slot} slot
 * @param {Record<string, any>} document the problem
 * @param {number} people
 * @param {(option: Option) => Promise<unknown>} choose
 */
export async function lostSlot(slot, document, people, choose) {
  const [options, seats] = await Promise.all([
    document.alternatives?.length ? document.alternatives : nearby(slot, people),
    document.code === "slot_full" ? standingOf(slot).then(({ seats_left }) => seats_left, () => people) : people,
  ]);
  return html`
    <div class="govuk-inset-text" role="status">
      ${reason(slot, document, seats < people ? t("lost.left", { seats, count: people }) : "")} ${t("lost.kept")}
    </div>
    ${alternatives(options, people, choose, document.opens_at)}
    <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/kantor/${slot.office_id}`}>${t("lost.other_day")}</a></p>
  `;
}

/**
 * Show the page again with what is wrong with the people, each with the page where it is corrected. Throws the refusal if
 * it is not about them.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {Problem} problem
 * @param {DraftPerson[]} people
 * @param {{path: string, timezone: string, adding?: boolean}} at the page of the people, below it that of each; the office's
 *   time zone; and whether people are added to a booking, which some may have asked to be out of
 * @param {Record<string, string>} values
 */
export function refusedPeople(visit, problem, people, at, values) {
  const { code, document } = problem;
  const doubt = doubtOf(code);
  if (doubt) return visit.again({ values, errors: [doubt], doubt: doubt.field, doubted: document.applicants });
  const errors = peopleErrors(code, document, people, at);
  if (!errors.length) throw problem;
  return visit.again({ values, errors, paused: code === "limit_reached" && ["cancellations", "misses"].includes(document.rule) });
}

/** The way on of an account that is paused: what it has booked stays. */
export function pausedWay() {
  return html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/antrean">${t("check.to_bookings")}</a></p>`;
}

/**
 * The people, with a note at those who were asked about and whose data are right.
 *
 * @param {DraftPerson[]} people
 * @param {Record<string, any>} state of the page: what is asked, and at which of them
 * @param {Record<string, string>} values
 * @returns {DraftPerson[]} the very same where nothing was confirmed
 */
export function confirmedPeople(people, { doubt, doubted }, values) {
  return values[doubt] ? people.map((person, index) => (doubted.includes(index) ? { ...person, [doubt]: true } : person)) : people;
}

/**
 * A box to confirm that data are right although they look wrong, where that is asked.
 *
 * @param {DraftPerson[]} people
 * @param {Record<string, any>} state of the page
 */
export function doubtsBox(people, { doubt, doubted, errors }) {
  // each in a place of its own: a box that took the place of another would be ticked as that one was
  return DOUBTS.map((each) => (each === doubt ? doubtBox(doubt, namesAt(doubted, people), errors) : ""));
}

/**
 * @param {string} code
 * @param {Record<string, any>} document
 * @param {DraftPerson[]} people
 * @param {{path: string, timezone: string, adding?: boolean}} at
 * @returns {import("../../lib/frame/error_summary.js").FieldError[]}
 */
function peopleErrors(code, document, people, { path, timezone, adding = false }) {
  if (code === "too_many_applicants") {
    return [{ field: "", message: t("refused.too_many_applicants"), href: path }];
  }
  if (code === "identity_unverified") {
    return [
      { field: "", message: t("refused.identity_unverified"), href: path },
      { field: "", message: t("people.verify"), href: "/akun/identitas" },
    ];
  }
  if (code === "waits_elsewhere") {
    // what can be booked at once keeps nobody waiting, whoever waits with them
    return [
      { field: "", message: t("refused.waits_elsewhere"), href: path },
      { field: "", message: t("bookings.begin"), href: "/kantor" },
    ];
  }
  if (code === "nik_already_booked") {
    // of people whom the account never booked before it is not told who of them cannot be booked
    const named = t(adding ? "refused.not_added" : "refused.nik_already_booked", { names: namesAt(document.applicants ?? [], people) });
    const message = document.applicants ? named : t("refused.somebody");
    return [{ field: "", message, href: path }];
  }
  if (code === "limit_reached") {
    return limitErrors(document, path, timezone);
  }
  /** @type {{field: string}[]} */
  const errors = code === "validation_failed" ? document.errors : [];
  return errors.flatMap(({ field }) => {
    const [list, index, part] = field.split(".");
    const person = people[Number(index)];
    if (list !== "applicants" || !person) return [];
    const key = ["nik", "birth_date", "member"].includes(part ?? "") && person.relation !== "self" ? part : "data";
    return [{ field: "", message: t(`refused.person.${key}`, { name: nameOf(person) }), href: person.relation === "self" || person.member ? path : `${path}/${Number(index) + 1}` }];
  });
}

/**
 * Which limit an account has reached, and until when. Two of the limits are about other people: without them it can book.
 *
 * @param {Record<string, any>} document
 * @param {string} path
 * @param {string} timezone
 */
function limitErrors({ rule, until }, path, timezone) {
  const numbers = LIMITS[rule];
  const why = { field: "", message: t(`limit.${numbers ? rule : "unknown"}`, { ...numbers, until: instantText(until, timezone) }) };
  return ["refusals", "others"].includes(rule) ? [why, { field: "", message: t("limit.people"), href: path }] : [why];
}

/**
 * @param {number[]} indices
 * @param {DraftPerson[]} people
 */
function namesAt(indices, people) {
  return indices.flatMap((index) => people[index] ?? []).map(nameOf).join(", ");
}

/**
 * @param {Slot} slot
 * @param {Record<string, any>} document
 * @param {string} left how many seats are left, where they are too few
 */
function reason({ office_id, office_name, date, timezone }, { code, opens_at, reason: why }, left) {
  if (code === "slot_not_yet_open" && opens_at) {
    const file = reminder({ office: office_name, date, opens_at, address: `${location.origin}/kantor/${office_id}/${date}` });
    return html`
      ${t("day.opens", { opens: instantText(opens_at, timezone) })}.
      <a class="govuk-link" href=${file} download=${`antrean-${office_id}-${date}.ics`}>${t("office.remind")}</a>.
    `;
  }
  return html`${t(`lost.${code}`)} ${left} ${code === "slot_full" ? t("full.more") : ""} ${why ? html`<span lang="id">${why}.</span>` : ""}`;
}

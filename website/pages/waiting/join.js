// Wait for seats that others give back: on which days, in which sessions, at which offices; and the button that joins the list.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../lib/base/errors.js";
import { ANSWER_HOURS, PUBLISHED_DAYS } from "../../lib/base/rules.js";
import { applicantsOf, newBooking } from "../../lib/device/drafts.js";
import { radioField } from "../../lib/forms/fields.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { joinWaiting } from "../../lib/requests/waiting.js";
import { standingsOf } from "../../lib/turns/asked.js";
import { t } from "../../lib/words/texts.js";
import { dateText, plusDays, today } from "../../lib/words/times.js";
import { confirmedPeople, doubtsBox, pausedWay } from "../parts/refusal.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */
/** @typedef {import("../../lib/device/drafts.js").Wait} Wait */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

const DAYS_AFTER = 7;
const AROUND_KM = 50;
const ANY = "any";

/**
 * The page on which somebody who has answered everything says what to wait for.
 *
 * @param {Visit} visit
 * @param {Slot} slot one that is full, on the first day to wait for
 * @param {string} service
 * @param {DraftPerson[]} people
 * @param {Wait} wait
 * @param {{back: string, answers: unknown, refused: (problem: Problem, values: Record<string, string>) => Promise<unknown>}} around
 *   what the page shows above, and what it does where people are refused
 * @returns {Promise<import("../../lib/frame/router.js").Page>}
 */
export async function page(visit, slot, service, people, wait, { back, answers, refused }) {
  const { errors, paused, values = wait } = visit.state;
  const sessions = (await standingsOf(slot)).map(({ session }) => session);
  const last = lastDay(slot);
  const { key } = newBooking.get();
  return {
    title: t("waiting.join_title"),
    back,
    errors,
    content: html`
      ${answers}
      <p class="govuk-body">${t("waiting.join_lead", { hours: ANSWER_HOURS })}</p>
      ${paused ? pausedWay() : form(visit, questions(), t("waiting.join"), join)}
    `,
    shown: () => {
      if (key && !paused) pressAgain();
    },
  };

  function questions() {
    const day = dateText(slot.date);
    return html`
      ${radioField({
        name: "days",
        legend: t("waiting.days"),
        value: values.days ?? "one",
        errors,
        options: [
          { value: "one", label: t("waiting.one_day", { date: day }) },
          ...(last > slot.date ? [{ value: "more", label: t("waiting.more_days", { date: dateText(last) }) }] : []),
        ],
      })}
      ${radioField({
        name: "session",
        legend: t("waiting.session"),
        value: values.session ?? ANY,
        errors,
        options: [{ value: ANY, label: t("waiting.any_session") }, ...sessions.map((session) => ({ value: session, label: t(`session.${session}`) }))],
      })}
      ${radioField({
        name: "where",
        legend: t("waiting.where"),
        value: values.where ?? "here",
        errors,
        options: [
          { value: "here", label: t("waiting.here", { office: slot.office_name }) },
          { value: "around", label: t("waiting.around", { km: AROUND_KM }) },
        ],
      })}
      ${doubtsBox(people, visit.state)}
    `;
  }

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function join(given, tell) {
    const { days = "one", session = ANY, where = "here" } = given;
    const applicants = confirmedPeople(people, visit.state, given);
    const wished = { days, session, where };
    // A key stands for one exact request: after a reload the same answers keep it.
    if (applicants !== people || JSON.stringify(wished) !== JSON.stringify(wait)) newBooking.change({ wait: wished, people: applicants });
    const body = {
      office_id: slot.office_id,
      within_km: where === "around" ? AROUND_KM : 0,
      first: slot.date,
      last: days === "more" ? last : slot.date,
      sessions: session === ANY ? [] : [session],
      service,
      applicants: applicantsOf(applicants),
    };
    tell(t("page.sending"));
    try {
      await newBooking.send((key) => joinWaiting(body, { key, waiting: () => tell(t("page.waiting")) }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (isTooSoon(error)) return visit.again({ values: given, errors: [{ field: "days", message: t("waiting.too_soon") }] });
      if (error.code !== "already_waiting") return refused(error, given);
    }
    await replace("/tunggu");
  }
}

/**
 * The last of the days that somebody may wait for beside that of a slot: as far ahead as days are published.
 *
 * @param {Slot} slot
 */
function lastDay({ date, timezone }) {
  const [after, published] = [plusDays(date, DAYS_AFTER), plusDays(today(timezone), PUBLISHED_DAYS - 1)];
  return after < published ? after : published;
}

/** @param {Problem} problem */
function isTooSoon({ code, document }) {
  return code === "validation_failed" && (document.errors ?? []).some((/** @type {{field: string}} */ { field }) => field === "last");
}

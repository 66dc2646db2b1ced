// Check your answers, and confirm: one request under one key, however often it has to be sent.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { applicantsOf, newBooking, slotOf } from "../../lib/device/drafts.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { masked } from "../../lib/people/nik.js";
import { book } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { nameOf } from "../parts/household.js";
import { confirmedPeople, doubtsBox, isBookedByAnother, isLost, lostSlot, lostTitle, pausedWay, refusedPeople } from "../parts/refusal.js";
import { summaryList } from "../parts/summary.js";
import { mayWait, waitForm, waitingPage, waitsOn } from "../turns/waiting.js";
import { waitWay } from "../waiting/way.js";

/** @typedef {import("../../lib/device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {import("../../lib/device/drafts.js").Slot} Slot */

const PEOPLE = "/antre/orang";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { slot, service, people = [], key, turn, wait } = newBooking.get();
  if (!slot) throw new Redirect("/kantor");
  if (!service) throw new Redirect("/antre/layanan");
  if (!people.length) throw new Redirect(PEOPLE);
  const { errors, lost, paused, sending } = visit.state;
  const answers = html`
    ${summaryList(rows(slot, service, people, wait !== undefined))}
    ${people.some(({ relation }) => relation === "self") ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href=${PEOPLE}>${t("people.helping")}</a></p>` : ""}
  `;
  if (wait) {
    return (await import("../waiting/join.js")).page(visit, slot, service, people, wait, { back: PEOPLE, answers, refused });
  }
  if (turn && !sending && !errors) {
    return waitingPage(visit, newBooking, { slot, people: people.length }, { back: PEOPLE, below: answers });
  }
  if (lost) {
    return {
      title: lostTitle(lost),
      errors,
      content: html`
        ${await lostSlot(slot, lost, people.length, async (option) => {
          newBooking.change({ slot: slotOf(option, option) });
          await visit.again({});
        })}
        ${people.length > 1 ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href=${PEOPLE}>${t("lost.fewer")}</a></p>` : ""}
        ${lost.code === "slot_full" ? waitWay(slot, waits) : ""}
      `,
    };
  }
  return {
    title: t("check.title"),
    back: PEOPLE,
    errors,
    content: html`
      ${answers}
      ${paused ? pausedWay() : !sending && mayWait(slot) ? waitForm(visit, newBooking, slot) : ask()}
    `,
    shown: () => {
      if (key && !paused) pressAgain();
    },
  };

  /** Wait for the slot instead, which is full. */
  async function waits() {
    newBooking.change({ wait: {} });
    await visit.again({});
  }

  /** The form that asks for the numbers. */
  function ask() {
    return form(
      visit,
      html`
        ${doubtsBox(people, visit.state)}
        <p class="govuk-body">${t("check.promise")}</p>
      `,
      t("check.confirm"),
      confirm,
    );
  }

  /**
   * @param {Record<string, string>} values
   * @param {(text: string) => void} tell
   */
  async function confirm(values, tell) {
    const applicants = confirmedPeople(people, visit.state, values);
    if (applicants !== people) newBooking.change({ people: applicants });
    const { office_id, date, session } = /** @type {Slot} */ (slot);
    const body = { office_id, date, session, service, applicants: applicantsOf(applicants) };
    tell(t("page.sending"));
    try {
      const booking = await newBooking.send((key) => book(body, { key, waiting: () => tell(t("page.waiting")) }), { inTurns: true });
      await replace(`/antrean/${booking.booking_id}?baru`);
    } catch (error) {
      if (await waitsOn(visit, newBooking, error)) return;
      if (!(error instanceof Problem)) throw error;
      await refused(error, values);
    }
  }

  /**
   * @param {Problem} problem
   * @param {Record<string, string>} values
   */
  async function refused(problem, values) {
    if (isLost(problem)) return visit.again({ lost: problem.document });
    if (problem.code === "booking_exists") return replace("/antrean?sudah");
    if (isBookedByAnother(problem, people)) return replace("/antrean?terdaftar");
    return refusedPeople(visit, problem, people, { path: PEOPLE, timezone: /** @type {Slot} */ (slot).timezone }, values);
  }
}

/**
 * @param {Slot} slot
 * @param {string} service
 * @param {DraftPerson[]} people
 * @param {boolean} waits whether they wait for the slot, and may come in another session of its day
 */
function rows(slot, service, people, waits) {
  return [
    { name: t("check.office"), value: html`${slot.office_name}<br /><span lang="id">${slot.office_address}</span>`, change: "/kantor" },
    { name: t("check.date"), value: dateText(slot.date), change: `/kantor/${slot.office_id}` },
    ...(waits ? [] : [{ name: t("check.window"), value: windowText(slot, slot.timezone), change: `/kantor/${slot.office_id}/${slot.date}` }]),
    { name: t("check.service"), value: t(`service.${service}`), change: "/antre/layanan?ubah" },
    ...people.map((person) => ({
      name: t(`relation.${person.relation}`),
      value: person.nik || person.nik_masked ? html`${nameOf(person)}<br />NIK ${person.nik_masked ?? masked(String(person.nik))}` : nameOf(person),
      change: PEOPLE,
    })),
  ];
}

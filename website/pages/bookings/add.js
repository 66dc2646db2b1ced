// Add members of the family to a booking: in the same slot, while it has seats.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { MOST_FAMILY, MOST_LISTED } from "../../lib/base/rules.js";
import { addition, applicantsOf } from "../../lib/device/drafts.js";
import { peopleOf } from "../../lib/device/party.js";
import { form, pressAgain } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { add, bookingOf } from "../../lib/requests/bookings.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { household, membersToChoose } from "../parts/household.js";
import { confirmedPeople, doubtsBox, isLost, pausedWay, refusedPeople } from "../parts/refusal.js";
import { waitingPage, waitsOn } from "../turns/waiting.js";
import { numbers } from "./numbers.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const path = `/antrean/${id}/keluarga`;
  const [booking, profile, members] = await Promise.all([bookingOf(id), ownProfile(), visit.state.members ?? membersToChoose()]);
  if (booking.status !== "confirmed") {
    throw new Redirect(`/antrean/${id}`);
  }
  if (addition.get().booking_id !== id) {
    addition.forget();
    addition.change({ booking_id: id });
  }
  const { people = [], key, turn } = addition.get();
  const { errors, paused, sending } = visit.state;
  const lead = html`<p class="govuk-body">${t("add.lead", { office: booking.office_name, date: dateText(booking.date), window: windowText(booking, booking.timezone) })}</p>`;
  if (turn && !sending && !errors) {
    return waitingPage(visit, addition, { slot: booking, people: people.length }, { back: `/antrean/${id}`, below: lead });
  }
  const family = peopleOf(booking).filter((applicant) => applicant.relation !== "self").length;
  const room = MOST_FAMILY - family - people.length;
  const listed = MOST_LISTED - booking.applicants.length - people.length;
  return {
    title: t("add.title"),
    back: `/antrean/${id}`,
    errors,
    content: html`
      ${lead}
      ${numbers(booking)}
      <h2 class="govuk-heading-m">${t("add.new")}</h2>
      ${household({
        visit,
        people,
        members,
        path,
        room: Math.max(0, Math.min(room, listed)),
        full: listed < room ? t("people.listed", { count: MOST_LISTED }) : t("people.full"),
        alone: !profile.books_family,
        change: (kept) => addition.change({ people: kept }),
      })}
      ${paused ? pausedWay() : ""}
      ${people.length && !paused ? form(visit, doubtsBox(people, visit.state), t("add.confirm"), confirm) : ""}
    `,
    shown: () => {
      if (key && !paused) pressAgain();
    },
  };

  /**
   * @param {Record<string, string>} values
   * @param {(text: string) => void} tell
   */
  async function confirm(values, tell) {
    const applicants = confirmedPeople(people, visit.state, values);
    if (applicants !== people) addition.change({ people: applicants });
    tell(t("page.sending"));
    try {
      await addition.send((key) => add(id, applicantsOf(applicants), { key, waiting: () => tell(t("page.waiting")) }), { inTurns: true });
      await replace(`/antrean/${id}?tambah`);
    } catch (error) {
      if (await waitsOn(visit, addition, error)) return;
      if (!(error instanceof Problem)) throw error;
      if (isLost(error)) {
        return visit.again({ errors: noSeats(error.code) });
      }
      await refusedPeople(visit, error, people, { path, timezone: booking.timezone, adding: true }, values);
    }
  }

  /** @param {string} code */
  function noSeats(code) {
    const why = { field: "", message: t(code === "slot_full" ? "add.full" : `lost.${code}`) };
    return booking.reschedules_left ? [why, { field: "", message: t("add.move"), href: `/antrean/${id}/pindah` }] : [why];
  }
}

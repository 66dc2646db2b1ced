// Take one person out of a booking. The page says first what is lost, and what stays; the last one cancels the booking.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { CANCELLATION_DAYS, MOST_CANCELLATIONS, PAUSE_DAYS } from "../../lib/base/rules.js";
import { forgetChanges } from "../../lib/device/drafts.js";
import { comes, peopleOf } from "../../lib/device/party.js";
import { hasRight } from "../../lib/device/tickets.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { bookingOf, takeOut } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";
import { closedIfDisplaced } from "../parts/closed.js";
import { summaryList } from "../parts/summary.js";
import { warning } from "../parts/warning.js";
import { numbers } from "./numbers.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const place = Number(visit.params.n) - 1;
  const booking = await bookingOf(id);
  const person = booking.applicants[place];
  const displaced = hasRight(booking);
  if ((booking.status !== "confirmed" && !displaced) || !person || !comes(person)) {
    throw new Redirect(`/antrean/${id}`);
  }
  const others = peopleOf(booking).filter((other) => other !== person);
  return {
    title: t("take_out.title"),
    back: `/antrean/${id}`,
    errors: visit.state.errors,
    content: html`
      ${closedIfDisplaced(booking)}
      ${summaryList([
        { name: t("take_out.who"), value: `${person.full_name} (${t(`relation.${person.relation}`)})` },
        ...(displaced ? [] : [{ name: t("take_out.number"), value: person.queue_number }]),
        { name: t("check.office"), value: booking.office_name },
        { name: t("check.date"), value: dateText(booking.date) },
      ])}
      ${warning(lost())}
      ${others.length
        ? html`<h2 class="govuk-heading-m">${t(displaced ? "displaced.others" : "take_out.others")}</h2>
            ${numbers({ ...booking, applicants: others })}`
        : html`<p class="govuk-body">${displaced ? t("displaced.uncounted") : t("cancel.limit", { count: MOST_CANCELLATIONS, days: CANCELLATION_DAYS, pause: PAUSE_DAYS })}</p>`}
      ${form(visit, "", t("take_out.confirm"), confirm, { warning: true })}
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/antrean/${id}`}>${t("cancel.keep")}</a></p>
    `,
  };

  /** What is lost by it: a number, or the right to another place. */
  function lost() {
    if (displaced) return t(others.length ? "displaced.person_lost" : "displaced.lost");
    return t(others.length ? "take_out.lost" : "take_out.last");
  }

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    const { status } = await takeOut(id, place, { waiting: () => tell(t("page.waiting")) });
    forgetChanges(id);
    await replace(`/antrean/${id}?${status === "cancelled" ? "batal" : "keluar"}`);
  }
}

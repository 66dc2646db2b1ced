// Cancel a booking; on its day, when that is over, tell that nobody comes. The page says first what is lost.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { CANCELLATION_DAYS, MOST_CANCELLATIONS, PAUSE_DAYS } from "../../lib/base/rules.js";
import { forgetChanges } from "../../lib/device/drafts.js";
import { canTell, isClosed } from "../../lib/device/party.js";
import { hasRight } from "../../lib/device/tickets.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { bookingOf, cancel, tellCannotCome } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, windowText } from "../../lib/words/times.js";
import { closedIfDisplaced } from "../parts/closed.js";
import { summaryList } from "../parts/summary.js";
import { warning } from "../parts/warning.js";
import { numbers } from "./numbers.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const booking = await bookingOf(id);
  const displaced = hasRight(booking);
  const late = canTell(booking);
  if ((booking.status !== "confirmed" && !displaced) || (isClosed(booking) && !late)) {
    throw new Redirect(`/antrean/${id}`);
  }
  return {
    title: t(late ? "cannot_come.title" : "cancel.title"),
    back: `/antrean/${id}`,
    errors: visit.state.errors,
    content: html`
      ${closedIfDisplaced(booking)} ${warning(t(displaced ? "displaced.lost" : late ? "cannot_come.lost" : "cancel.lost"))}
      ${summaryList([
        { name: t("check.office"), value: booking.office_name },
        { name: t("check.date"), value: dateText(booking.date) },
        { name: t("check.window"), value: windowText(booking, booking.timezone) },
      ])}
      ${numbers(booking)}
      <p class="govuk-body">${displaced ? t("displaced.uncounted") : t("cancel.limit", { count: MOST_CANCELLATIONS, days: CANCELLATION_DAYS, pause: PAUSE_DAYS })}</p>
      ${form(visit, "", t(late ? "cannot_come.confirm" : "cancel.confirm"), confirm, { warning: true })}
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/antrean/${id}`}>${t("cancel.keep")}</a></p>
    `,
  };

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    const how = { waiting: () => tell(t("page.waiting")) };
    try {
      await (late ? tellCannotCome(id, how) : cancel(id, how));
    } catch (error) {
      if (!late || !(error instanceof Problem) || error.code !== "too_late") throw error;
      await visit.again({ errors: [{ field: "", message: t("cannot_come.too_late") }] });
      return;
    }
    forgetChanges(id);
    await replace(`/antrean/${id}?${late ? "berhalangan" : "batal"}`);
  }
}

// Object to the leaving of a person who asks to be taken out of a booking. The page says first who decides then.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { canObject } from "../../lib/device/party.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { bookingOf, objectTo } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText } from "../../lib/words/times.js";
import { closedIfDisplaced } from "../parts/closed.js";
import { summaryList } from "../parts/summary.js";
import { objectionText } from "./objection.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const place = Number(visit.params.n) - 1;
  const booking = await bookingOf(id);
  const person = booking.applicants[place];
  if (!person || !canObject(booking, place)) {
    throw new Redirect(`/antrean/${id}`);
  }
  return {
    title: t("object.title"),
    back: `/antrean/${id}`,
    errors: visit.state.errors,
    content: html`
      ${closedIfDisplaced(booking)}
      ${summaryList([
        { name: t("take_out.who"), value: `${person.full_name} (${t(`relation.${person.relation}`)})` },
        { name: t("check.office"), value: booking.office_name },
        { name: t("check.date"), value: dateText(booking.date) },
        { name: t("object.until"), value: objectionText(booking, person) },
      ])}
      <ul class="govuk-list govuk-list--bullet">
        <li>${t("object.only")}</li>
        <li>${t("object.then")}</li>
        <li>${t("object.final")}</li>
      </ul>
      ${form(visit, "", t("object.confirm"), confirm)}
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/antrean/${id}`}>${t("cancel.keep")}</a></p>
    `,
  };

  /**
   * @param {Record<string, string>} _
   * @param {(text: string) => void} tell
   */
  async function confirm(_, tell) {
    tell(t("page.sending"));
    await objectTo(id, place, { waiting: () => tell(t("page.waiting")) });
    await replace(`/antrean/${id}?keberatan`);
  }
}

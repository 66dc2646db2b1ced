// A place that the waiting list offers: until when it is kept, and the two answers. Once it is accepted it is a booking,
// and its page is that of every other.

import { html } from "/vendor/lit-html.js";
import { MOST_DECLINED } from "../../lib/base/rules.js";
import { peopleOf } from "../../lib/device/party.js";
import { form } from "../../lib/forms/form.js";
import { replace } from "../../lib/frame/router.js";
import { answerOffer } from "../../lib/requests/bookings.js";
import { t } from "../../lib/words/texts.js";
import { dateText, instantText, windowText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/**
 * The page of an offer that nobody has accepted: it waits for an answer, or has ended.
 *
 * @param {Visit} visit
 * @param {Booking} booking
 * @returns {import("../../lib/frame/router.js").Page}
 */
export function page(visit, booking) {
  const { booking_id: id, timezone, offer } = booking;
  const until = instantText(offer?.until ?? "", timezone);
  const open = booking.status === "offered";
  const ended = offer?.answer ?? "lapsed";
  return {
    title: t(open ? "offer.title" : "offer.ended_title"),
    back: "/antrean",
    errors: visit.state.errors,
    content: html`
      <div class="govuk-inset-text"><p class="govuk-body">${open ? t("offer.until", { until }) : `${t(`offer.ended.${ended}`)} ${t(offer?.last ? "offer.off" : "offer.on")}`}</p></div>
      ${summaryList([
        { name: t("check.office"), value: booking.office_name },
        { name: t("check.date"), value: dateText(booking.date) },
        { name: t("check.window"), value: windowText(booking, timezone) },
        { name: t("offer.people"), value: peopleOf(booking).map((person) => person.full_name).join(", ") },
      ])}
      ${open
        ? html`
            <p class="govuk-body">${t("offer.number")}</p>
            ${form(visit, "", t("offer.accept"), answer("accept"))}
            <p class="govuk-body">${t("offer.decline_lead", { most: MOST_DECLINED })}</p>
            ${form(visit, "", t("offer.decline"), answer("decline"), { warning: true })}
          `
        : offer?.last
          ? html`<a class="govuk-button" href="/kantor">${t("bookings.begin")}</a>`
          : html`<a class="govuk-button" href="/tunggu">${t("waiting.title")}</a>`}
    `,
  };

  /** @param {"accept" | "decline"} said */
  function answer(said) {
    /**
     * @param {Record<string, string>} _
     * @param {(text: string) => void} tell
     */
    return async (_, tell) => {
      tell(t("page.sending"));
      await answerOffer(id, said, { waiting: () => tell(t("page.waiting")) });
      await replace(said === "accept" ? `/antrean/${id}?baru` : `/antrean/${id}`);
    };
  }
}

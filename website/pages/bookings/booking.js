// One booking, right after it was made and later: what was booked, what to do next, and what can still be changed.

import { html } from "/vendor/lit-html.js";
import { isHeard } from "../../lib/base/clock.js";
import { MOST_FAMILY, MOST_LISTED } from "../../lib/base/rules.js";
import { asPng, fetchPicture, save } from "../../lib/device/files.js";
import { install, wayToInstall } from "../../lib/device/offline.js";
import { canObject, canTell, comes, isClosed, lastDayToChange, openedAgain, peopleOf } from "../../lib/device/party.js";
import { canShare, share, ticketLines, whatsAppAddress } from "../../lib/device/share.js";
import { grouped, hasRight, isActive, isOffer, isTicket, stateOf, ticketOf, versionText } from "../../lib/device/tickets.js";
import { actionButton } from "../../lib/forms/form.js";
import { announce } from "../../lib/frame/frame.js";
import { bookingOf, calendarOf, placesOf, receiptOf } from "../../lib/requests/bookings.js";
import { counted, t } from "../../lib/words/texts.js";
import { dateText, instantText, windowText } from "../../lib/words/times.js";
import { closed, goOn, otherPlaces } from "../closures/displaced.js";
import { mapLinks } from "../look/map.js";
import { summaryList } from "../parts/summary.js";
import { absent, bring, numbers } from "./numbers.js";
import { objectionText } from "./objection.js";
import { qrCode, qrPicture } from "./qr.js";
import { refresh } from "./refresh.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */
/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

/**
 * What has just happened to a booking, by the word in the address; and whether it can be so, because Back leads to old
 * addresses.
 *
 * @type {Record<string, (booking: Booking) => boolean>}
 */
const NEWS = {
  baru: isTicket,
  pindah: isTicket,
  tambah: isTicket,
  batal: ({ status }) => status === "cancelled",
  berhalangan: ({ cannot_come_at }) => cannot_come_at !== undefined,
  keluar: (booking) => isTicket(booking) && !booking.applicants.every(comes),
  keberatan: (booking) => isActive(booking) && booking.applicants.some((applicant) => applicant.objected_at),
  sudah: isActive,
};
/** What of it the account is also told by mail. */
const MAILED = ["baru", "pindah", "tambah", "batal", "berhalangan", "keluar"];

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.booking_id);
  const kept = ticketOf(id);
  /** @type {Booking} */
  const booking = visit.state.booking ?? kept ?? (await bookingOf(id));
  if (isOffer(booking)) return (await import("../waiting/offer.js")).page(visit, booking);
  const { errors, notice } = visit.state;
  const news = Object.keys(NEWS).find((each) => visit.query.has(each) && NEWS[each]?.(booking));
  const valid = isTicket(booking);
  const displaced = booking.status === "displaced";
  return {
    title: t(titleOf(booking, news)),
    back: news === "baru" ? null : "/antrean",
    errors,
    ownHeading: true,
    content: html`
      ${heading(booking, news)} ${notice ? html`<div class="govuk-inset-text" role="status">${notice}</div>` : ""}
      ${displaced ? html`${closed(booking)} ${otherPlaces(visit, booking)} <h2 class="govuk-heading-m">${t("displaced.before")}</h2>` : ""}
      ${(booking.status === "confirmed" || hasRight(booking)) && !isClosed(booking) ? booking.applicants.map((_, place) => contested(booking, place)) : ""}
      <div class="ap-booking">
        <div>
          ${summaryList(rows(booking))} ${numbers(booking)} ${absent(booking)}
        </div>
        ${valid ? html`<figure class="ap-figure">${qrCode(booking)}<figcaption>${grouped(id)}</figcaption>${versionText(booking)}</figure>` : ""}
      </div>
      ${valid ? html`${showing(id)} ${saving(visit, booking)} ${booking.status === "confirmed" ? html`${sending(visit, booking)} ${next(booking)}` : ""} ${news === "baru" ? onTheScreen(visit) : ""}` : ""}
      ${booking.status === "confirmed" ? changing(booking) : ""}
      ${booking.missed_at ? html`<p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/kunjungan">${t("missed.title")}</a></p>` : ""}
      ${hasRight(booking) ? html`<ul class="govuk-list ap-list">${leaving(booking)}</ul>` : ""}
      ${booking.status === "cancelled" || (displaced && !hasRight(booking)) ? html`<a class="govuk-button" href="/kantor">${t("bookings.begin")}</a>` : ""}
    `,
    shown: () => {
      if (!goOn(booking)) void bringUpToDate(visit, booking, kept);
    },
  };
}

/**
 * Show a booking as it is now, and where it could be moved to if its office has closed the session.
 *
 * @param {Visit} visit
 * @param {Booking} booking
 * @param {Booking} [kept] what was shown of it because it was kept here
 */
async function bringUpToDate(visit, booking, kept) {
  // else the page was painted by the device's clock, and is painted once more by the service's
  const isTimely = isHeard();
  let now = booking;
  if (kept) {
    await refresh(visit, async () => {
      now = await bookingOf(kept.booking_id, { hasty: true });
      if (isTimely && JSON.stringify(ticketOf(now.booking_id)) === JSON.stringify(kept)) return null;
      return { booking: now, notice: openedAgain(kept, now) ? t("displaced.opened") : "" };
    });
  }
  if (!hasRight(now)) return;
  await refresh(visit, async () => {
    const places = await placesOf(now.booking_id);
    announce(places.length ? counted("displaced.places", peopleOf(now).length) : t("displaced.none"));
    return { places };
  }, { places: null });
}

/**
 * The text of the heading.
 *
 * @param {Booking} booking
 * @param {string | undefined} news
 */
function titleOf({ status }, news) {
  if (news === "baru") return "booking.made";
  return status === "displaced" ? "displaced.title" : "booking.title";
}

/**
 * @param {Booking} booking
 * @param {string | undefined} news
 */
function heading(booking, news) {
  if (news === "baru") {
    return html`
      <div class="govuk-panel govuk-panel--confirmation">
        <h1 class="govuk-panel__title" tabindex="-1">${t("booking.made")}</h1>
        <div class="govuk-panel__body">${newNumbers(booking)}</div>
      </div>
      <p class="govuk-body">${t("booking.mailed")}</p>
    `;
  }
  return html`
    <h1 class="govuk-heading-l" tabindex="-1">${t(titleOf(booking, news))}</h1>
    ${news
      ? html`
          <div class="govuk-inset-text" role="status">
            <p class="govuk-body">${t(`booking.news.${news}`)} ${MAILED.includes(news) ? t("booking.mailed") : ""}</p>
            ${news === "pindah" ? html`<p class="govuk-body">${t("booking.numbers")} ${newNumbers(booking)}</p>` : ""}
          </div>
        `
      : ""}
  `;
}

/** @param {Booking} booking */
function newNumbers(booking) {
  return peopleOf(booking).map(({ queue_number }, index) => html`${index ? ", " : ""}<strong class="ap-number">${queue_number}</strong>`);
}

/** @param {Booking} booking */
function rows(booking) {
  const { status, timezone, checked_in_at, cannot_come_at } = booking;
  const state = checked_in_at
    ? t("booking.checked_in_at", { at: instantText(checked_in_at, timezone) })
    : cannot_come_at
      ? t("booking.cannot_come_at", { at: instantText(cannot_come_at, timezone) })
      : t(`booking.status.${stateOf(booking)}`);
  return [
    { name: t("check.office"), value: html`${booking.office_name}<br /><span lang="id">${booking.office_address}</span>` },
    { name: t("check.date"), value: dateText(booking.date) },
    { name: t("check.window"), value: windowText(booking, timezone) },
    { name: t("check.service"), value: t(`service.${booking.service}`) },
    ...(status === "confirmed" && isTicket(booking) ? [] : [{ name: t("booking.state"), value: state }]),
  ];
}

/**
 * That a person asks to be taken out, and what the account can do about it.
 *
 * @param {Booking} booking
 * @param {number} place
 */
function contested(booking, place) {
  const person = booking.applicants[place];
  if (!person?.contested_at || !comes(person)) return "";
  const { booking_id: id, timezone } = booking;
  const until = objectionText(booking, person);
  const open = canObject(booking, place);
  return html`
    <section class="govuk-inset-text">
      <h2 class="govuk-heading-s">${t("contested.title", { name: person.full_name })}</h2>
      <p class="govuk-body">${person.objected_at ? t("contested.objected", { at: instantText(person.objected_at, timezone) }) : t(open ? "contested.open" : "contested.over", { until })}</p>
      ${open
        ? html`<a class="govuk-button govuk-button--secondary" href=${`/antrean/${id}/keberatan/${place + 1}`}>${t("contested.object")}<span class="govuk-visually-hidden"> ${person.full_name}</span></a>`
        : ""}
    </section>
  `;
}

/** @param {string} id */
function showing(id) {
  return html`<a class="govuk-button" href=${`/antrean/${id}/tiket`}>${t("booking.show")}</a>`;
}

/**
 * @param {Visit} visit
 * @param {Booking} booking
 */
function saving(visit, { booking_id: id, date }) {
  const name = `antrean-paspor-${date}`;
  const picture = async () => fetchPicture((await receiptOf(id)).url);
  return html`
    <section class="ap-screen-only">
      <h2 class="govuk-heading-m">${t("booking.keep")}</h2>
      <div class="govuk-button-group">
        ${actionButton(visit, t("booking.save_png"), async () => save(`${name}.png`, await asPng(await picture())), t("booking.saved"))}
        ${actionButton(visit, t("booking.save_svg"), async () => save(`${name}.svg`, await picture()), t("booking.saved"))}
        <a class="govuk-button govuk-button--secondary" href=${`/antrean/${id}/tiket?cetak`}>${t("booking.print")}</a>
        ${actionButton(visit, t("booking.calendar"), async () => save(`${name}.ics`, new Blob([await calendarOf(id)], { type: "text/calendar" })), t("booking.saved"))}
      </div>
    </section>
  `;
}

/**
 * The ticket for somebody else, such as who comes along and has no account.
 *
 * @param {Visit} visit
 * @param {Booking} booking
 */
function sending(visit, booking) {
  const { date } = booking;
  const lines = [t("site.name"), ...ticketLines(booking)];
  async function send() {
    const picture = await qrPicture(booking, lines);
    await share(lines, picture && new File([picture], `antrean-paspor-${date}.png`, { type: picture.type }));
  }
  return html`
    <section class="ap-screen-only">
      <h2 class="govuk-heading-m">${t("share.title")}</h2>
      <p class="govuk-body">${t("share.care")}</p>
      ${canShare() ? actionButton(visit, t("share.whatsapp"), send) : html`<a class="govuk-button govuk-button--secondary" href=${whatsAppAddress(lines)}>${t("share.whatsapp")}</a>`}
    </section>
  `;
}

/**
 * The way to put the site on the screen of the telephone, so that the ticket is one touch away.
 *
 * @param {Visit} visit
 */
function onTheScreen(visit) {
  const way = wayToInstall();
  if (way === "none") return "";
  const add = async () => {
    await install();
    await visit.again({});
  };
  return html`
    <section class="ap-screen-only">
      <h2 class="govuk-heading-m">${t("install.title")}</h2>
      <p class="govuk-body">${t(`install.${way}`)}</p>
      ${way === "button" ? actionButton(visit, t("install.add"), add) : ""}
    </section>
  `;
}

/** @param {Booking} booking */
function next(booking) {
  return html`
    <h2 class="govuk-heading-m">${t("next.title")}</h2>
    <ol class="govuk-list govuk-list--number">
      <li>${t("next.come", { window: windowText(booking, booking.timezone) })} <br />${mapLinks(booking.office_name)}</li>
      <li>${bring(booking)} <a class="govuk-link" href="/syarat.html">${t("next.bring_link")}</a></li>
      <li>${t("next.counter")}</li>
    </ol>
  `;
}

/** @param {Booking} booking */
function changing(booking) {
  const { booking_id: id, date, applicants, reschedules_left } = booking;
  if (canTell(booking)) {
    return html`
      <section class="ap-screen-only">
        <h2 class="govuk-heading-m">${t("cannot_come.question")}</h2>
        <p class="govuk-body">${t("cannot_come.why")}</p>
        <p class="govuk-body ap-alone">${link("batal", t("cannot_come.link"))}</p>
      </section>
    `;
  }
  if (isClosed(booking)) {
    return isTicket(booking) ? html`<p class="govuk-body">${t("booking.too_late")}</p>` : "";
  }
  const people = peopleOf(booking);
  const family = people.filter((person) => person.relation !== "self").length;
  const listed = applicants.length >= MOST_LISTED;
  return html`
    <section class="ap-screen-only">
      <h2 class="govuk-heading-m">${t("booking.change")}</h2>
      <p class="govuk-body">${t("booking.change_until", { date: dateText(lastDayToChange(date)) })}</p>
      <ul class="govuk-list ap-list">
        <li>${family < MOST_FAMILY && !listed ? link("keluarga", t("booking.add")) : t(family < MOST_FAMILY ? "people.listed" : "people.full", { count: MOST_LISTED })}</li>
        <li>${reschedules_left ? link("pindah", t("booking.move")) : t("booking.moved")}</li>
        ${leaving(booking)}
      </ul>
    </section>
  `;

  /**
   * @param {string} page
   * @param {string} label
   */
  function link(page, label) {
    return html`<a class="govuk-link" href=${`/antrean/${id}/${page}`}>${label}</a>`;
  }
}

/**
 * The ways to go out of a booking: one by one, or all.
 *
 * @param {Booking} booking
 */
function leaving(booking) {
  const address = `/antrean/${booking.booking_id}`;
  return html`
    ${peopleOf(booking).length > 1
      ? booking.applicants.map((person, place) => (comes(person) ? html`<li><a class="govuk-link" href=${`${address}/keluarkan/${place + 1}`}>${t("take_out.link", { name: person.full_name })}</a></li>` : ""))
      : ""}
    <li><a class="govuk-link" href=${`${address}/batal`}>${t("booking.cancel")}</a></li>
  `;
}

// Visits that were missed: what follows, and the ways to have one not counted: an excuse a year, or words that a person of
// the office reads.

import { now } from "../../lib/base/clock.js";
import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../lib/base/errors.js";
import { LONGEST_APPEAL, MOST_REASON_DIGITS } from "../../lib/base/rules.js";
import { areaField } from "../../lib/forms/fields.js";
import { actionButton, form } from "../../lib/forms/form.js";
import { appeal, excuse, ownMisses } from "../../lib/requests/own_account.js";
import { counted, t } from "../../lib/words/texts.js";
import { HEADQUARTERS, dateText, instantText } from "../../lib/words/times.js";
import { summaryList } from "../parts/summary.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/requests/own_account.js").Miss} Miss */

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { frozen_until: frozen, misses } = await ownMisses();
  const id = visit.params.booking_id;
  if (id) return appealing(visit, misses.find((each) => each.booking_id === id));
  const said = misses.some(({ waiver }) => waiver?.by === "account");
  return {
    title: t("missed.title"),
    back: "/akun",
    errors: visit.state.errors,
    content: html`
      <p class="govuk-body">${t("missed.lead")}</p>
      ${frozen ? html`<div class="govuk-inset-text"><strong>${t("missed.frozen", { until: instantText(frozen, misses[misses.length - 1]?.timezone ?? HEADQUARTERS) })}</strong> ${t("missed.stays")}</div>` : ""}
      ${misses.length ? misses.map((miss) => card(visit, miss, said)) : html`<p class="govuk-body">${t("missed.none")}</p>`}
    `,
  };
}

/**
 * A missed visit, and what can be done about it.
 *
 * @param {Visit} visit
 * @param {Miss} miss
 * @param {boolean} said whether the excuse of this year was used
 */
function card(visit, miss, said) {
  const { booking_id: id, timezone, answered_until: until } = miss;
  const open = !miss.waiver && now() < Date.parse(until);
  const ask = async () => {
    await unlessChanged(visit, () => excuse(id, { waiting: () => undefined }), () => visit.again({}));
  };
  return html`
    <section class="ap-card">
      <h2 class="govuk-heading-m">${dateText(miss.date)}</h2>
      ${summaryList(rows(miss))}
      ${open && !said ? html`<p class="govuk-body">${t("missed.excuse_why")}</p>${actionButton(visit, html`${t("missed.excuse")}<span class="govuk-visually-hidden"> ${dateText(miss.date)}</span>`, ask, t("missed.excused"))}` : ""}
      ${open && !miss.appeal
        ? html`
            <p class="govuk-body">${t("missed.until", { until: instantText(until, timezone) })}</p>
            <a class="govuk-button govuk-button--secondary" href=${`/akun/kunjungan/${id}`}>${t("missed.appeal")}<span class="govuk-visually-hidden"> ${dateText(miss.date)}</span></a>
          `
        : ""}
    </section>
  `;
}

/** @param {Miss} miss */
function rows({ office_name, received, until, timezone, waiver, appeal: said }) {
  const follows = until ? t("missed.stopped", { until: instantText(until, timezone) }) : t("missed.told");
  const answer = said && said.granted !== undefined ? t(said.granted ? "missed.granted" : "missed.refused", { reason: said.answer ?? "" }) : "";
  return [
    { name: t("check.office"), value: office_name },
    { name: t("missed.received"), value: counted("missed.others", received) },
    { name: t("missed.follows"), value: waiver ? t(`missed.waived.${waiver.by}`) : follows },
    ...(said ? [{ name: t("missed.words"), value: said.text }] : []),
    ...(said ? [{ name: t("missed.answer"), value: answer || (waiver ? t("missed.moot") : t("missed.waits", { until: instantText(said.read_until, timezone) })) }] : []),
  ];
}

/**
 * The page on which somebody writes why a visit should not count.
 *
 * @param {Visit} visit
 * @param {Miss | undefined} miss
 * @returns {import("../../lib/frame/router.js").Page}
 */
function appealing(visit, miss) {
  if (!miss || miss.waiver || miss.appeal) throw new Redirect("/akun/kunjungan");
  const { errors, values } = visit.state;
  return {
    title: t("missed.appeal"),
    back: "/akun/kunjungan",
    errors,
    content: html`
      ${summaryList([
        { name: t("check.date"), value: dateText(miss.date) },
        { name: t("check.office"), value: miss.office_name },
      ])}
      ${form(
        visit,
        areaField({ name: "text", label: t("missed.text"), hint: t("missed.text_hint", { count: LONGEST_APPEAL }), value: values?.text, errors, maxlength: LONGEST_APPEAL }),
        t("missed.send"),
        send,
      )}
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/akun/kunjungan">${t("missed.back")}</a></p>
    `,
  };

  /**
   * @param {Record<string, string>} given
   * @param {(text: string) => void} tell
   */
  async function send({ text = "" }, tell) {
    const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
    const wrong = !text.trim() ? t("missed.text_missing") : digits > MOST_REASON_DIGITS ? t("missed.text_digits") : "";
    if (wrong) {
      await visit.again({ values: { text }, errors: [{ field: "text", message: wrong }] });
      return;
    }
    tell(t("page.sending"));
    const ask = () => appeal(String(miss?.booking_id), text, { waiting: () => tell(t("page.waiting")) });
    await unlessChanged(visit, ask, () => visit.go("/akun/kunjungan"));
  }
}

/**
 * Ask for something of a miss, then go on; where that came too late, or another visit was excused meanwhile, say so.
 *
 * @param {Visit} visit
 * @param {() => Promise<unknown>} ask
 * @param {() => Promise<unknown>} goOn
 */
async function unlessChanged(visit, ask, goOn) {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof Problem) || !["too_late", "limit_reached"].includes(error.code)) throw error;
    await visit.again({ errors: [{ field: "", message: t("missed.changed") }] });
    return;
  }
  await goOn();
}

// An identity card: whose its NIK is, what an officer sets right with that account, and once more before it is done. Nothing
// of it stays on the device: neither what was typed nor what was seen.

import { html } from "/vendor/lit-html.js";
import { now } from "../../lib/base/clock.js";
import { Problem } from "../../lib/base/errors.js";
import { radioField, textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { emailAddress } from "../../lib/people/email.js";
import { personName } from "../../lib/people/name.js";
import { nikDigits } from "../../lib/people/nik.js";
import { t } from "../../lib/words/texts.js";
import { HEADQUARTERS, dateAt, dateText } from "../../lib/words/times.js";
import { summaryList } from "../frame/summary.js";
import { here } from "../hall/here.js";
import { lookUp, setRight } from "../requests/identity.js";
import { readReason, reasonField } from "../slots/reason.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */
/** @typedef {import("../../lib/frame/router.js").Page} Page */
/** @typedef {import("../../lib/frame/error_summary.js").FieldError} FieldError */
/** @typedef {import("../requests/identity.js").Holder} Holder */
/** @typedef {import("../requests/identity.js").Wish} Wish */
/** @typedef {import("../requests/identity.js").Deed} Deed */
/** @typedef {{nik: string, seen: Holder}} Card the NIK of a card, and whose it is */

/** @type {Deed[]} */
const DEEDS = ["raise", "correct", "recover", "transfer", "close"];

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office } = await here();
  /** @type {{card?: Card, wish?: Wish}} */
  const { card, wish } = visit.state;
  if (card && wish) return checked(visit, office.office_id, card, wish);
  return card ? found(visit, card) : asked(visit, office.office_id);
}

/**
 * The NIK on the card.
 *
 * @param {Visit} visit
 * @param {string} office
 * @returns {Page}
 */
function asked(visit, office) {
  const { errors, values, done } = visit.state;
  return {
    title: t("card.title"),
    errors,
    announcement: done ?? "",
    content: html`
      ${done ? html`<div class="govuk-inset-text"><strong>${done}</strong></div>` : ""}
      <p class="govuk-body">${t("card.lead")}</p>
      ${form(
        visit,
        textField({ name: "nik", label: t("card.nik"), value: values?.nik, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-20", unkept: true }),
        t("card.look"),
        async (given) => {
          const nik = nikDigits(given.nik ?? "");
          if (!nik) return visit.again({ values: given, errors: [{ field: "nik", message: t("card.wrong.nik") }] });
          await visit.again({ card: { nik, seen: await lookUp(office, nik) } });
        },
      )}
    `,
  };
}

/**
 * Whose the NIK is, and what may be done about that.
 *
 * @param {Visit} visit
 * @param {Card} card
 * @returns {Page}
 */
function found(visit, card) {
  const { seen } = card;
  const { errors, values = {} } = visit.state;
  const another = html`<button type="button" class="ap-link-button" @click=${() => visit.again({})}>${t("card.another")}</button>`;
  if (!seen.registered) {
    return { title: t("card.nobody"), content: html`<p class="govuk-body">${t("card.nobody_more")}</p>${another}` };
  }
  return {
    title: seen.full_name ?? t("card.gone"),
    errors,
    content: html`
      ${summary(seen)}
      <p class="govuk-body">${t("card.compare")}</p>
      ${form(
        visit,
        html`
          ${radioField({
            name: "deed",
            legend: t("card.deed"),
            value: values.deed,
            errors,
            options: deedsFor(seen).map((deed) => ({ value: deed, label: t(`card.deeds.${deed}`), hint: t(`card.hint.${deed}`) })),
          })}
          ${textField({ name: "full_name", label: t("card.full_name"), hint: t("card.only.correct"), value: values.full_name, errors, autocomplete: "off", unkept: true })}
          ${textField({ name: "birth_year", label: t("card.birth_year"), hint: t("card.only.correct"), value: values.birth_year, errors, inputmode: "numeric", autocomplete: "off", width: "govuk-input--width-4", unkept: true })}
          ${textField({ name: "email", label: t("card.email"), hint: t("card.only.email"), value: values.email, errors, type: "email", inputmode: "email", autocomplete: "off", unkept: true })}
          ${reasonField(t("card.reason_hint"), values.reason, errors)}
        `,
        t("slot.look"),
        (given) => {
          const { wish, errors: wrong } = read(given);
          return visit.again({ card, values: given, ...(wrong.length ? { errors: wrong } : { wish }) });
        },
        { state: { card } },
      )}
      ${another}
    `,
  };
}

/**
 * What will be done, once more before it is.
 *
 * @param {Visit} visit
 * @param {string} office
 * @param {Card} card
 * @param {Wish} wish
 * @returns {Page}
 */
function checked(visit, office, card, wish) {
  const { errors, values } = visit.state;
  const { deed, full_name: name, birth_year: year, email, reason } = wish;
  return {
    title: t("slot.check_title"),
    errors,
    content: html`
      ${summary(card.seen)}
      <p class="govuk-body"><strong>${t(`card.deeds.${deed}`)}</strong></p>
      ${name ? html`<p class="govuk-body">${t("card.full_name")}: ${name}</p>` : ""} ${year ? html`<p class="govuk-body">${t("card.birth_year")}: ${year}</p>` : ""}
      ${email ? html`<p class="govuk-body">${t("card.email")}: ${email}</p>` : ""}
      <p class="govuk-body">${t(`card.then.${deed}`)}</p>
      <p class="govuk-body">${t("slot.because", { reason })}</p>
      ${form(visit, "", t("card.do"), () => act(visit, office, card, wish), { warning: deed !== "raise", state: { card, wish, values } })}
      <button type="button" class="ap-link-button" @click=${() => visit.again({ card, values })}>${t("slot.correct")}</button>
    `,
  };
}

/**
 * @param {Visit} visit
 * @param {string} office
 * @param {Card} card
 * @param {Wish} wish
 */
async function act(visit, office, card, wish) {
  const { values } = visit.state;
  try {
    await setRight(office, card.nik, card.seen, wish);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "version_conflict") {
      const seen = await lookUp(office, card.nik);
      return visit.again({ card: { ...card, seen }, values, errors: [{ field: "", message: t("card.conflict") }] });
    }
    const message = error.code === "account_exists" ? t(`card.exists.${wish.deed}`) : error.code === "validation_failed" ? t("card.wrong.same") : "";
    if (!message) throw error;
    return visit.again({ card, values, errors: [{ field: "email", message }] });
  }
  await visit.again({ done: t(`card.done.${wish.deed}`) });
}

/** @param {Holder} seen */
function summary({ full_name: name, birth_year: year, email_masked: email, identity_level: level, promised, active_booking: booked, closes_at: closes }) {
  return summaryList([
    name ? ["card.full_name", name] : "",
    year ? ["card.birth_year", year] : "",
    email ? ["card.mailbox", email] : "",
    ["card.level", t(`card.levels.${level}`)],
    booked ? ["card.booking", t("card.booked")] : "",
    promised ? ["card.promise", t("card.promised")] : "",
    closes ? ["card.closing", dateText(dateAt(new Date(closes), HEADQUARTERS))] : "",
  ]);
}

/**
 * What may be done: where the account itself is gone, only the NIK can be given to somebody.
 *
 * @param {Holder} seen
 */
function deedsFor({ full_name: name }) {
  return name ? DEEDS : DEEDS.filter((deed) => deed === "transfer");
}

/**
 * What the officer wants, and what is wrong with the answers.
 *
 * @param {Record<string, string>} given
 * @returns {{wish: Wish, errors: FieldError[]}}
 */
function read(given) {
  const deed = DEEDS.find((each) => each === given.deed);
  const { reason, errors } = readReason(given.reason);
  /** @type {FieldError[]} */
  const wrong = deed ? [] : [{ field: "deed", message: t("card.wrong.deed") }];
  /** @type {Wish} */
  const wish = { deed: deed ?? "raise", reason };
  if (deed === "correct") {
    const name = given.full_name?.trim() ? personName(given.full_name) : "";
    const typed = given.birth_year?.trim() ?? "";
    const year = /^(19|20)\d\d$/.test(typed) ? Number(typed) : 0;
    if (name === null || (name === "" && typed === "")) wrong.push({ field: "full_name", message: t("card.wrong.name") });
    if (typed && (!year || year > new Date(now()).getFullYear())) wrong.push({ field: "birth_year", message: t("card.wrong.year") });
    Object.assign(wish, name ? { full_name: name } : {}, year ? { birth_year: year } : {});
  }
  if (deed === "recover" || deed === "transfer") {
    const email = emailAddress(given.email ?? "");
    if (!email) wrong.push({ field: "email", message: t("card.wrong.email") });
    Object.assign(wish, email ? { email } : {});
  }
  return { wish, errors: [...wrong, ...errors] };
}

// Check your answers, and confirm: one request under one key, however often it has to be sent.

import { html } from "/vendor/lit-html.js";
import { call, newKey, Problem } from "../lib/api.js";
import { chooseSlot, draft, forget, lock } from "../lib/draft.js";
import { remember } from "../lib/family.js";
import { form } from "../lib/fields.js";
import { masked } from "../lib/nik.js";
import { replace } from "../lib/router.js";
import { t } from "../lib/texts.js";
import { dateText, windowText } from "../lib/times.js";
import { alternatives } from "./parts/alternatives.js";
import { nameOf } from "./people.js";

/** @typedef {import("../lib/draft.js").Draft} Draft */

const GONE = ["slot_full", "slot_not_yet_open", "slot_closed", "slot_past"];

/** @type {import("../lib/router.js").Show} */
export async function show(visit) {
  const answers = draft();
  const { office_id, people = [], service } = answers;
  if (!office_id || !service || !people.length) {
    await replace("/kantor");
    throw new Error("nothing is answered yet");
  }
  const { errors, lost } = visit.state;
  return {
    title: lost ? t("check.lost_title") : t("check.title"),
    back: "/antre/orang",
    errors,
    content: lost ? raceLost(lost) : html`${summary(answers)} ${form(visit, memory(people.length), t("check.confirm"), confirm)}`,
  };

  /** @param {Record<string, string>} values */
  async function confirm(values) {
    // kept before it is sent: after a reload the same request goes out, not another one
    const key = lock(newKey);
    if (values.remember) {
      remember(people.filter((person) => person.relation !== "self"));
    }
    try {
      const booking = await call("POST", "/bookings", { body: requestOf(answers), key, citizen: true });
      forget();
      await replace(`/antrean/${booking.booking_id}?baru=1`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (GONE.includes(error.code)) {
        return visit.again({ lost: error.document });
      }
      if (error.code === "booking_exists") {
        return visit.go("/antrean?sudah=1");
      }
      if (error.document.applicants) {
        const names = error.document.applicants.map((/** @type {number} */ index) => nameOf(people[index] ?? { relation: "self" }));
        return visit.again({ errors: [{ field: "", message: t(`check.${error.code}`, { names: names.join(", ") }) }] });
      }
      throw error;
    }
  }

  /** @param {Record<string, any>} problem */
  function raceLost(problem) {
    return html`
      <div class="govuk-inset-text" role="status">${t(`check.${problem.code}`)} ${t("check.kept")}</div>
      ${alternatives(problem.alternatives ?? [], people.length, async (option) => {
        chooseSlot(option, option);
        await visit.again({});
      })}
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${`/kantor/${office_id}`}>${t("check.other_day")}</a></p>
    `;
  }
}

/** @param {Draft} answers */
function summary(answers) {
  const { office_name = "", date = "", timezone = "", people = [] } = answers;
  const session = { arrive_from: answers.arrive_from ?? "", arrive_until: answers.arrive_until ?? "" };
  const rows = [
    [t("check.office"), office_name, "/kantor"],
    [t("check.date"), dateText(date), `/kantor/${answers.office_id}`],
    [t("check.window"), windowText(session, timezone), `/kantor/${answers.office_id}/${date}`],
    [t("check.service"), t(`service.${answers.service}`), "/antre/layanan"],
    ...people.map((person) => [
      t(`relation.${person.relation}`),
      person.nik ? `${nameOf(person)}, NIK ${masked(person.nik)}` : nameOf(person),
      "/antre/orang",
    ]),
  ];
  return html`
    <dl class="govuk-summary-list">
      ${rows.map(
        ([name, value, path]) => html`
          <div class="govuk-summary-list__row">
            <dt class="govuk-summary-list__key">${name}</dt>
            <dd class="govuk-summary-list__value">${value}</dd>
            <dd class="govuk-summary-list__actions">
              <a class="govuk-link" href=${path}>${t("check.change")}<span class="govuk-visually-hidden"> ${name}</span></a>
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}

/** @param {number} count */
function memory(count) {
  return count < 2
    ? html`<p class="govuk-body">${t("check.promise")}</p>`
    : html`
        <div class="govuk-form-group">
          <div class="govuk-checkboxes govuk-checkboxes--small">
            <div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" id="remember" name="remember" type="checkbox" value="yes" aria-describedby="remember-hint" />
              <label class="govuk-label govuk-checkboxes__label" for="remember">${t("check.remember")}</label>
              <div id="remember-hint" class="govuk-hint govuk-checkboxes__hint">${t("check.remember_hint")}</div>
            </div>
          </div>
        </div>
        <p class="govuk-body">${t("check.promise")}</p>
      `;
}

/** @param {Draft} answers */
function requestOf({ office_id, date, session, service, people = [] }) {
  return { office_id, date, session, service, applicants: people };
}

// Seats of today that were given back: a supervisor gives them to a lane at the door, with a reason.

import { html } from "/vendor/lit-html.js";
import { Problem } from "../../../lib/base/errors.js";
import { radioField, textField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { here, hourText } from "../../hall/here.js";
import { WALK_IN_LANES } from "../../hall/parties.js";
import { dayOf, giveSeats } from "../../hall/requests.js";
import { underItsKey } from "../../requests/unanswered.js";
import { office } from "../../scope/office.js";
import { readReason, reasonField } from "../../slots/reason.js";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office_id } = await office("supervisors");
  const { now } = await here();
  const { sessions } = await dayOf(office_id, now().date);
  const free = sessions.filter(({ kept }) => kept > 0);
  const { errors, values = {}, done } = visit.state;
  return {
    title: t("seats.title"),
    back: "/petugas/nomor",
    errors,
    announcement: done ?? "",
    content: html`
      ${done ? html`<div class="govuk-inset-text"><strong>${done}</strong></div>` : ""}
      <p class="govuk-body">${t("seats.lead")}</p>
      ${free.length ? form(visit, fields(), t("seats.give"), give) : html`<p class="govuk-body">${t("seats.none")}</p>`}
    `,
  };

  function fields() {
    return html`
      ${radioField({
        name: "session",
        legend: t("seats.session"),
        value: values.session ?? free[0]?.session,
        errors,
        options: free.map(({ session, arrive_from, arrive_until, kept }) => ({
          value: session,
          label: t("today.session", { session: t(`session.${session}`), from: hourText(arrive_from), until: hourText(arrive_until) }),
          hint: counted("seats.kept", kept),
        })),
      })}
      ${radioField({ name: "lane", legend: t("seats.lane"), value: values.lane ?? WALK_IN_LANES[0], errors, options: WALK_IN_LANES.map((lane) => ({ value: lane, label: t(`lane.${lane}`) })) })}
      ${textField({ name: "seats", label: t("seats.count"), value: values.seats, errors, inputmode: "numeric", width: "govuk-input--width-4", autocomplete: "off" })}
      ${reasonField(t("seats.reason_hint"), values.reason, errors)}
    `;
  }

  /** @param {Record<string, string>} given */
  async function give(given) {
    const seats = Number(given.seats);
    const kept = free.find(({ session }) => session === given.session)?.kept ?? 0;
    const { reason, errors: wrong } = readReason(given.reason);
    const good = Number.isInteger(seats) && seats >= 1 && seats <= kept;
    const all = [...(good ? [] : [{ field: "seats", message: t("seats.count_wrong", { most: kept }) }]), ...wrong];
    if (all.length) return visit.again({ values: given, errors: all });
    const body = { session: String(given.session), lane: String(given.lane), seats, reason };
    try {
      const about = `seats/${office_id}/${now().date}/${body.session}/${body.lane}/${seats}`;
      const { left } = await underItsKey(about, (key) => giveSeats(office_id, body, key));
      return visit.again({ done: t("seats.given", { left }) });
    } catch (error) {
      if (!(error instanceof Problem) || !["slot_full", "slot_closed"].includes(error.code)) throw error;
      return visit.again({ values: given, errors: [{ field: "seats", message: t(`seats.${error.code}`) }] });
    }
  }
}

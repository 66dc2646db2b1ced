// What a citizen says about a missed visit, what is known of it, and the answer of a person.

import { html } from "/vendor/lit-html.js";
import { Problem, Redirect } from "../../../lib/base/errors.js";
import { radioField } from "../../../lib/forms/fields.js";
import { form } from "../../../lib/forms/form.js";
import { counted, t } from "../../../lib/words/texts.js";
import { dateText, instantText } from "../../../lib/words/times.js";
import { summaryList } from "../../frame/summary.js";
import { answerAppeal, appealsOf } from "../../requests/misses.js";
import { office } from "../../scope/office.js";
import { readReason, reasonField } from "../../slots/reason.js";
import { lateness } from "./late.js";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { office_id } = await office("supervisors");
  const id = String(visit.params.booking_id);
  const found = (await appealsOf(office_id)).find(({ booking_id }) => booking_id === id);
  if (!found) throw new Redirect("/petugas/banding");
  const { errors, values = {} } = visit.state;
  return {
    title: t("appeals.words"),
    back: "/petugas/banding",
    errors,
    content: html`
      ${summaryList([
        ["appeals.visit", t("session.of_day", { date: dateText(found.date), session: t(`session.${found.session}`) })],
        ["appeals.received", counted("appeals.others", found.received)],
        ["appeals.nth", String(found.nth)],
        ["appeals.until", html`${instantText(found.appeal.read_until, found.timezone)} ${lateness(found.appeal)}`],
        ["appeals.says", found.appeal.text],
      ])}
      ${form(
        visit,
        html`
          ${radioField({
            name: "granted",
            legend: t("appeals.decide"),
            value: values.granted,
            errors,
            options: ["yes", "no"].map((value) => ({ value, label: t(`appeals.${value}`) })),
          })}
          ${reasonField(t("appeals.answer_hint"), values.reason, errors)}
        `,
        t("appeals.send"),
        async (given) => {
          const { reason, errors: wrong } = readReason(given.reason);
          const all = [...(given.granted ? [] : [{ field: "granted", message: t("appeals.decide_missing") }]), ...wrong];
          if (all.length) return visit.again({ values: given, errors: all });
          try {
            await answerAppeal(office_id, id, { granted: given.granted === "yes", reason });
          } catch (error) {
            if (!(error instanceof Problem) || error.code !== "too_late") throw error;
            return visit.go("/petugas/banding?sudah");
          }
          return visit.go("/petugas/banding?dijawab");
        },
      )}
    `,
  };
}

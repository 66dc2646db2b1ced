// The service: a new passport or a renewal. Everything else needs no queue number.

import { html } from "/vendor/lit-html.js";
import { Redirect } from "../../lib/base/errors.js";
import { looking, newBooking } from "../../lib/device/drafts.js";
import { keepsFamily } from "../../lib/device/family.js";
import { radioField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";
import { membersToChoose } from "../parts/household.js";
import { mailboxBanner, mailsComeBack } from "../parts/mailbox.js";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const { slot, service, people } = newBooking.get();
  if (!slot) {
    throw new Redirect("/kantor");
  }
  // this request needs a login, so that people log in here, before they type anything
  const profile = await ownProfile();
  if (profile.active_booking) {
    throw new Redirect(`/antrean/${profile.active_booking}?sudah=1`);
  }
  return {
    title: t("service.title"),
    back: `/kantor/${slot.office_id}/${slot.date}`,
    ownHeading: true,
    errors: visit.state.errors,
    // the banner stands above the heading, where the focus goes
    announcement: mailsComeBack(profile) ? t("mailbox.title") : "",
    content: html`${mailboxBanner(profile)} ${form(
      visit,
      html`
        ${radioField({
          name: "service",
          legend: t("service.title"),
          heading: true,
          value: visit.state.values?.service ?? service,
          errors: visit.state.errors,
          options: [
            { value: "new", label: t("service.new"), hint: t("service.new_hint") },
            { value: "renewal", label: t("service.renewal"), hint: t("service.renewal_hint") },
          ],
        })}
        <ul class="govuk-list ap-list">
          <li class="ap-alone"><a class="govuk-link" href="/langsung.html">${t("service.walk_in")}</a></li>
          <li class="ap-alone"><a class="govuk-link" href="/langsung.html#didahulukan">${t("service.first")}</a></li>
          <li class="ap-alone"><a class="govuk-link" href="/syarat.html#biaya">${t("service.fees")}</a></li>
        </ul>
      `,
      t("page.continue"),
      async (values) => {
        if (values.service !== "new" && values.service !== "renewal") {
          return visit.again({ errors: [{ field: "service", message: t("service.missing") }] });
        }
        const alone = !profile.books_family;
        newBooking.change({ service: values.service, people: people ?? [{ relation: "self" }], own_name: profile.full_name, alone });
        await visit.go(visit.query.has("ubah") ? "/antre/periksa" : await whoNext(people?.length ?? 1, alone));
      },
    )}`,
  };
}

/**
 * The page that comes after the service: who comes alone need not tell who comes, and whose household is not known types the first
 * of the others at once.
 *
 * @param {number} known how many are told already
 * @param {boolean} alone
 */
async function whoNext(known, alone) {
  const wanted = looking.get().people ?? 1;
  if (known === wanted) return "/antre/periksa";
  const choose = known > 1 || alone || keepsFamily() || (await membersToChoose()).length;
  return choose ? "/antre/orang" : "/antre/orang/2";
}

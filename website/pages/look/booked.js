// Who has a booking already learns it where people begin to look, and not at the end: an account can have one.

import { html } from "/vendor/lit-html.js";
import { loggedIn } from "../../lib/account/identity.js";
import { LoggedOut, Problem, Unreachable } from "../../lib/base/errors.js";
import { moving } from "../../lib/device/drafts.js";
import { isActive, tickets } from "../../lib/device/tickets.js";
import { ownProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";

/** What is said to who has a booking, as far as that is known; nothing while it is being moved. */
export async function bookedNotice() {
  const id = moving.get().booking_id ? undefined : await bookedId();
  return id
    ? html`<div class="govuk-inset-text">
        ${t("bookings.news.sudah")} <a class="govuk-link ap-alone" href=${`/antrean/${id}`}>${t("front.mine")}</a>
      </div>`
    : "";
}

async function bookedId() {
  const kept = tickets().find(isActive)?.booking_id;
  if (kept || !loggedIn()) return kept;
  try {
    return (await ownProfile({ hasty: true })).active_booking;
  } catch (error) {
    // whoever looks without a login, or without this answer, may look all the same
    if (error instanceof LoggedOut || error instanceof Problem || error instanceof Unreachable) return undefined;
    throw error;
  }
}

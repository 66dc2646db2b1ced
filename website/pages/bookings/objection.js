// Until when an account may object, in words.

import { closesFirst, lastDayToLeave, objectsUntil } from "../../lib/device/party.js";
import { t } from "../../lib/words/texts.js";
import { dateText, instantText } from "../../lib/words/times.js";

/** @typedef {import("../../lib/device/tickets.js").Applicant} Applicant */
/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/**
 * The end of the time in which the account may object to the leaving of a person: an instant, or the last day on which the
 * booking can be changed.
 *
 * @param {Booking} booking
 * @param {Applicant} person
 */
export function objectionText(booking, person) {
  return closesFirst(booking, person.contested_at)
    ? t("object.end_of", { date: dateText(lastDayToLeave(booking)) })
    : instantText(objectsUntil(person), booking.timezone);
}

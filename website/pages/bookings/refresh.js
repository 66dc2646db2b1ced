// Tickets are shown at once as they are kept on this device, and then brought up to date.

import { LoggedOut, Unreachable } from "../../lib/base/errors.js";
import { t } from "../../lib/words/texts.js";

/**
 * Update the page with what `ask` returns: a state of the page, or null if nothing is new. If no answer comes, the page
 * says so, and gets the state `unanswered`.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {() => Promise<object | null>} ask
 * @param {object} [unanswered]
 */
export async function refresh(visit, ask, unanswered = {}) {
  try {
    const found = await ask();
    if (found) await visit.update(found);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof LoggedOut)) return visit.fail(error);
    await visit.update({ ...unanswered, notice: t(`bookings.${reason(error)}`) });
  }
}

/** @param {Unreachable | LoggedOut} error */
function reason(error) {
  if (error instanceof LoggedOut) return "logged_out";
  return error.busy ? "busy" : "offline";
}

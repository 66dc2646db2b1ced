// Tickets are shown at once as this device knows them, and brought up to date behind that.

import { LoggedOut, Unreachable } from "../../lib/base/errors.js";
import { t } from "../../lib/words/texts.js";

/**
 * Change the page to what `ask` found, a state of the page, if that is anything new; or say that nothing could be asked.
 *
 * @param {import("../../lib/frame/router.js").Visit} visit
 * @param {() => Promise<object | null>} ask
 */
export async function refresh(visit, ask) {
  try {
    const found = await ask();
    if (found) await visit.update(found);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof LoggedOut)) return visit.fail(error);
    await visit.update({ notice: t(`bookings.${reason(error)}`) });
  }
}

/** @param {Unreachable | LoggedOut} error */
function reason(error) {
  if (error instanceof LoggedOut) return "logged_out";
  return error.busy ? "busy" : "offline";
}

// Tickets are shown at once as this device knows them, and brought up to date behind that.

import { LoggedOut, Unreachable } from "../../lib/errors.js";
import { t } from "../../lib/texts.js";

/**
 * Show the page again with what `ask` found, a state of the page; or with a notice that nothing could be asked.
 *
 * @param {import("../../lib/router.js").Visit} visit
 * @param {() => Promise<object | void>} ask
 */
export async function refresh(visit, ask) {
  try {
    await visit.again({ ...(await ask()), refreshed: true });
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof LoggedOut)) return visit.fail(error);
    await visit.again({ notice: t(error instanceof LoggedOut ? "bookings.logged_out" : "bookings.offline") });
  }
}

// What staff are told when something was not done.

import { Problem, Unreachable } from "../../lib/base/errors.js";
import { has, t } from "../../lib/words/texts.js";

/**
 * The sentence for an error of a request; any other error is thrown on.
 *
 * @param {unknown} error
 * @param {(instant: string) => string} clock the time of an instant at the office
 */
export function sentence(error, clock) {
  if (error instanceof Unreachable) return t(error.busy ? "hall.busy" : "hall.no_answer");
  if (!(error instanceof Problem)) throw error;
  const from = error.document.absent_from ?? error.document.from;
  if (error.code === "not_yet_absent" && from) return t("hall.refused.not_yet_absent_from", { time: clock(from) });
  return has(`hall.refused.${error.code}`) ? t(`hall.refused.${error.code}`) : t("hall.refused.unknown", { code: error.code });
}

// How far something is, in words.

import { currentLanguage, t } from "./texts.js";

/**
 * How far away something is.
 *
 * @param {number} kilometres
 */
export function distance(kilometres) {
  if (kilometres < 1) return t("offices.close");
  return t("offices.distance", { km: new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 0 }).format(kilometres) });
}

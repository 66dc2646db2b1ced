// What the API refuses of a person though the page has let it through: Cognito takes fewer addresses for mail than we do.

import { Problem } from "../../lib/base/errors.js";
import { t } from "../../lib/words/texts.js";

/**
 * The fields that were refused, or null where the error is another one.
 *
 * @param {unknown} error
 * @returns {import("../../lib/frame/error_summary.js").FieldError[] | null}
 */
export function refusedFields(error) {
  if (!(error instanceof Problem) || error.code !== "validation_failed") return null;
  /** @type {{field: string}[]} */
  const refused = error.document.errors ?? [];
  return refused.some(({ field }) => field === "email") ? [{ field: "email", message: t("member.wrong.refused_email") }] : null;
}

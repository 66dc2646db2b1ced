// Addresses for mail: which ones the API takes (`Email` of `antrean.people.fields`), and so the user pool.

import { LONGEST_EMAIL } from "../base/rules.js";
import { seen, withPlainHyphens } from "../base/text.js";

const ATOM = "[A-Za-z0-9_+](?:[A-Za-z0-9_+'\\-]*[A-Za-z0-9_+])?";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?";
const FORM = new RegExp(`^(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*\\.?@(?:${LABEL}\\.)+[A-Za-z]{2,63}$`);

/**
 * An address in the form in which the user pool knows it, or null if it can be none.
 *
 * @param {string} typed
 */
export function emailAddress(typed) {
  const address = withPlainHyphens(seen(typed)).trim();
  return FORM.test(address) && address.length <= LONGEST_EMAIL ? address.toLowerCase() : null;
}

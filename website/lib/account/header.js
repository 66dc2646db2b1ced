// The line of the header that says who is logged in.

import { t } from "../words/texts.js";

/**
 * Show in the header whose account the page speaks for. There must be texts.
 *
 * @param {string | undefined} email nobody's without one
 */
export function showPerson(email) {
  document.querySelector(".ap-header__who")?.remove();
  if (!email) return;
  const line = document.createElement("p");
  line.className = "govuk-width-container ap-header__who";
  const words = document.createElement("span");
  words.dataset.text = "site.logged_in";
  words.textContent = t("site.logged_in");
  const link = document.createElement("a");
  link.href = "/akun";
  link.textContent = email;
  line.append(words, " ", link);
  document.querySelector(".ap-header")?.append(line);
}

// What surrounds every page: texts in the chosen language, the switch, and what is only read aloud. The documents are
// written in Indonesian, so that they can be read before this script is there, or without it.

import { chosenLanguage, currentLanguage, t, useLanguage } from "../words/texts.js";

/** @typedef {{text: string | null, label: string | null, language: string | null}} Written what the document says at a place */

/**
 * Put the page into the chosen language and make its switch work.
 *
 * @param {() => void} [changed] called after the language was switched; a page without it is only read
 */
export async function translatePage(changed) {
  const isRead = !changed;
  const written = writtenParts();
  document.querySelector("[data-language]")?.addEventListener("click", async () => {
    await useLanguage(chosenLanguage() === "id" ? "en" : "id", isRead);
    if (isRead && chosenLanguage() === "id") restore(written);
    else translate();
    changed?.();
  });
  // pages that are only read are in Indonesian already, and need no texts before another language is chosen
  if (changed || chosenLanguage() !== "id") {
    await useLanguage(chosenLanguage(), isRead);
    translate();
  }
}

/**
 * Tell something to people who hear the page. The region for it is there from the beginning, and outside of what changes:
 * one that comes together with its text is often not read aloud.
 *
 * @param {string} text "" takes back what was told
 */
export function announce(text) {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

/** What the document says where it is put into other languages. */
function writtenParts() {
  return new Map(
    [...document.querySelectorAll("[data-text], [data-label], [data-language], data")].map((place) => [
      place,
      /** @type {Written} */ ({ text: place.textContent, label: place.getAttribute("aria-label"), language: place.getAttribute("lang") }),
    ]),
  );
}

/** @param {Map<Element, Written>} written */
function restore(written) {
  for (const [place, { text, label, language }] of written) {
    if (place.hasAttribute("data-label")) place.setAttribute("aria-label", String(label));
    else place.textContent = text;
    if (place.hasAttribute("data-language")) place.setAttribute("lang", String(language));
  }
}

function translate() {
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(String(element.getAttribute("data-text")));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(String(element.getAttribute("data-label"))));
  }
  for (const fee of document.querySelectorAll("data")) {
    fee.textContent = `Rp${Number(fee.value).toLocaleString(currentLanguage())}`;
  }
  const button = document.querySelector("[data-language]");
  if (button) {
    button.textContent = t("site.other_language");
    button.setAttribute("lang", t("site.other_language_code"));
  }
}

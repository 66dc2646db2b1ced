// What is typed into a form and not sent yet, so that a reload, a switch of language or a login in between loses nothing.
// Passwords are never stored, nor what a page says must not be.

import { tab } from "../base/store.js";

const TYPED = "typed";

/** @returns {Record<string, Record<string, string>>} values by the address of the page */
function everything() {
  return tab.get(TYPED) ?? {};
}

/**
 * What was typed at an address, or undefined.
 *
 * @param {string} path
 */
export function typedAt(path) {
  return everything()[path];
}

/**
 * Keep what a form holds.
 *
 * @param {string} path
 * @param {HTMLFormElement} form
 */
export function keepTyped(path, form) {
  // found by their purpose: while a password is shown, its field is one for text
  const secret = new Set([...form.querySelectorAll("[autocomplete$=-password], [data-unkept]")].map((field) => field.getAttribute("name")));
  const values = [...new FormData(form)].filter(([name]) => !secret.has(name));
  tab.set(TYPED, { ...everything(), [path]: Object.fromEntries(values) });
}

/**
 * Forget what was typed: at an address, at all below it if it ends with a slash, or everywhere if there is none.
 *
 * @param {string} [path]
 */
export function forgetTyped(path) {
  const kept = Object.entries(everything()).filter(([each]) => path !== undefined && each !== path && !(path.endsWith("/") && each.startsWith(path)));
  if (kept.length) {
    tab.set(TYPED, Object.fromEntries(kept));
  } else {
    tab.forget(TYPED);
  }
}

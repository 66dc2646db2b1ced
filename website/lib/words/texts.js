// Texts in the chosen language. Every sentence that people read is in texts/id.json and texts/en.json, but for those of pages that
// are only read: they are in texts/read/, of which nobody loads the Indonesian ones, because those pages are written in them.

import { deadline, pauseOffline } from "../base/patience.js";
import { device } from "../base/store.js";

/** @typedef {"id" | "en"} Language */

const CHOICE = "language";

/** @type {Record<string, unknown>} */
let texts = {};
/** @type {Language} */
let language = "id";

/** The language of the page. */
export function currentLanguage() {
  return language;
}

/**
 * The language that was chosen on this device; Indonesian until somebody chooses.
 *
 * @returns {Language}
 */
export function chosenLanguage() {
  return device.get(CHOICE) === "en" ? "en" : "id";
}

/**
 * Load the texts of a language and remember the choice. A page that is only read loads none in Indonesian, and more in another
 * language.
 *
 * @param {Language} wanted
 * @param {boolean} [isRead] whether the page is only read
 */
export async function useLanguage(wanted, isRead = false) {
  if (!isRead) texts = await load(wanted);
  else if (wanted !== "id") texts = Object.assign({}, ...(await Promise.all([load(wanted), load(`read/${wanted}`)])));
  language = wanted;
  device.set(CHOICE, wanted);
  document.documentElement.lang = wanted;
}

/**
 * A file of texts, asked for until it comes: without it a page can say nothing.
 *
 * @param {string} wanted
 * @returns {Promise<Record<string, unknown>>}
 */
async function load(wanted) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(`${document.documentElement.dataset.site ?? ""}/texts/${wanted}.json`, { signal: deadline() });
      if (answer.ok) return await answer.json();
    } catch {
      // no answer, or only a part of one
    }
    await pauseOffline(attempt);
  }
}

/**
 * The text of a key, with `{name}` replaced by its value.
 *
 * @param {string} key such as "office.title"
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = find(key);
  if (typeof found !== "string") {
    throw new Error(`no text for ${key}`);
  }
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * The text for a number of things: `{key}.one` or `{key}.other`, with `{count}` replaced.
 *
 * @param {string} key
 * @param {number} count
 * @returns {string}
 */
export function counted(key, count) {
  const plural = new Intl.PluralRules(language).select(count);
  return t(`${key}.${plural === "one" ? "one" : "other"}`, { count: new Intl.NumberFormat(language).format(count) });
}

/**
 * Whether there is a text for a key: the API may send error codes that are newer than this page.
 *
 * @param {string} key
 */
export function has(key) {
  return typeof find(key) === "string";
}

/** @param {string} key */
function find(key) {
  /** @type {any} */
  let node = texts;
  for (const part of key.split(".")) {
    node = node?.[part];
  }
  return node;
}

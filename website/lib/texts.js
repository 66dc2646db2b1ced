// Texts in the chosen language. Every sentence that people read is in texts/id.json and texts/en.json.

/** @typedef {"id" | "en"} Language */

const CHOICE = "language";

/** @type {Record<string, unknown>} */
let texts = {};
/** @type {Language} */
let language = "id";

/** The language of the page. */
export function spoken() {
  return language;
}

/**
 * The language that was chosen on this device; Indonesian until somebody chooses.
 *
 * @returns {Language}
 */
export function chosen() {
  return localStorage.getItem(CHOICE) === "en" ? "en" : "id";
}

/**
 * Load the texts of a language and remember the choice.
 *
 * @param {Language} wanted
 */
export async function speak(wanted) {
  const answer = await fetch(`/texts/${wanted}.json`);
  texts = await answer.json();
  language = wanted;
  localStorage.setItem(CHOICE, wanted);
  document.documentElement.lang = wanted;
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
 * Whether there is a text for a key: error codes may come that are newer than this page.
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

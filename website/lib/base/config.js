// Where the API and the user pool are: config.json, written when the site is deployed. The staff's site has its own.

import { Unreachable } from "./errors.js";
import { deadline } from "./patience.js";

/**
 * @typedef {object} Config
 * @property {string} api address of the API, on this site's own origin
 * @property {string} identity address of the user pools' API
 * @property {string} client_id the site's client of its pool
 * @property {string} [controller] who answers for people's data
 * @property {string} [contact] the mail address of the officer for data protection there
 */

/** @type {Promise<Config> | undefined} */
let loaded;

/**
 * The configuration. It is loaded once; after a failure, which throws `Unreachable`, the next call loads it again.
 *
 * @returns {Promise<Config>}
 */
export function config() {
  loaded ??= load();
  return loaded;
}

/** @returns {Promise<Config>} */
async function load() {
  try {
    const answer = await fetch(`${document.documentElement.dataset.site ?? ""}/config.json`, { signal: deadline() });
    if (!answer.ok) throw new Unreachable();
    return await answer.json();
  } catch {
    loaded = undefined;
    throw new Unreachable();
  }
}

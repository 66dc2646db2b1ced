// Where the API and the user pool are: config.json, written when the site is deployed.

/**
 * @typedef {object} Config
 * @property {string} api address of the API, on this site's own origin
 * @property {string} identity address of the user pools' API
 * @property {string} client_id the website's client of the citizens' pool
 */

/** @type {Promise<Config> | undefined} */
let loaded;

/** @returns {Promise<Config>} */
export function config() {
  loaded ??= fetch("/config.json").then((answer) => {
    if (!answer.ok) {
      loaded = undefined;
      throw new Error("config.json is missing");
    }
    return answer.json();
  });
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

// Checks a turn by the seed that everybody sees once its hour is over, with nothing but the browser's own SHA-256 and HMAC.

import { HOUR, hourOf, turnOf } from "./turns.js";

/** @typedef {import("../device/drafts.js").Turns} Turns */

const PLACES = 2 ** 32;

/**
 * @typedef {object} Found
 * @property {number} known from when on the seed is public, in milliseconds
 * @property {string} hash that of the seed, as it is told now
 * @property {string} [seed]
 * @property {boolean} [sound] whether the seed has this hash
 * @property {string} [at] when the turn of the account comes by the seed
 */

/**
 * What can be said of the turn of an account; undefined where nothing was drawn for the hour.
 *
 * @param {Turns} turns
 * @param {string} account
 * @param {import("./asked.js").Hour[]} hours
 * @returns {Promise<Found | undefined>}
 */
export async function checked(turns, account, hours) {
  const hour = hourOf(turns.begin);
  const found = hours.find(({ begin }) => Date.parse(begin) === hour);
  if (!found) return undefined;
  const { seed, seed_hash: hash } = found;
  if (!seed) return { known: hour + HOUR, hash };
  const key = bytesOf(seed);
  const sound = hexOf(await crypto.subtle.digest("SHA-256", key)) === hash;
  return { known: hour + HOUR, hash, seed, sound, at: turnOf(turns, await placeOf(key, account), PLACES) };
}

/**
 * The place of an account: the first four bytes of the HMAC-SHA256 of its id, under the seed.
 *
 * @param {Uint8Array<ArrayBuffer>} seed
 * @param {string} account
 */
async function placeOf(seed, account) {
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new DataView(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(account))).getUint32(0);
}

/** @param {string} hex */
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/** @param {ArrayBuffer} bytes */
function hexOf(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Checks what was drawn by the seed that everybody sees once its hour is over, with nothing but the browser's own SHA-256 and HMAC.

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
  const found = await drawnIn(turns.begin, account, hours);
  if (found?.number === undefined) return found;
  const { number, ...known } = found;
  return { ...known, at: turnOf(turns, number, PLACES) };
}

/**
 * What can be said of the rank of an account among those who joined the waiting list in the hour of an instant: it is drawn from
 * the seed of turns under another label. Undefined where nothing was drawn for the hour.
 *
 * @param {string} joined_at
 * @param {string} account
 * @param {import("./asked.js").Hour[]} hours
 */
export function rankChecked(joined_at, account, hours) {
  return drawnIn(joined_at, `antrean/waiting/v1/${account}`, hours);
}

/**
 * What was drawn for a label in the hour of an instant: the first four bytes of its HMAC-SHA256 under the seed, as a number.
 *
 * @param {string} instant
 * @param {string} label
 * @param {import("./asked.js").Hour[]} hours
 * @returns {Promise<{known: number, hash: string, seed?: string, sound?: boolean, number?: number} | undefined>}
 */
async function drawnIn(instant, label, hours) {
  const hour = hourOf(instant);
  const found = hours.find(({ begin }) => Date.parse(begin) === hour);
  if (!found) return undefined;
  const { seed, seed_hash: hash } = found;
  if (!seed) return { known: hour + HOUR, hash };
  const bytes = bytesOf(seed);
  const sound = hexOf(await crypto.subtle.digest("SHA-256", bytes)) === hash;
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const drawn = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(label));
  return { known: hour + HOUR, hash, seed, sound, number: new DataView(drawn).getUint32(0) };
}

/** @param {string} hex */
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/** @param {ArrayBuffer} bytes */
function hexOf(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

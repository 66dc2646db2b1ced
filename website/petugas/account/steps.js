// The pages of a login, one for each question of the pool.

import { ownPath } from "./paths.js";

/** @typedef {import("./identity.js").Challenge} Challenge */

/** The last part of each page's address. */
export const STEPS = Object.freeze({ NEW_PASSWORD_REQUIRED: "sandi", MFA_SETUP: "pasang", SOFTWARE_TOKEN_MFA: "kode" });

/**
 * The page of what is asked next; the page to go on to if nothing is.
 *
 * @param {Challenge | null} challenge
 * @param {string | null} next
 */
export function stepOf(challenge, next) {
  const path = ownPath(next);
  return challenge ? `/petugas/masuk/${STEPS[challenge.name]}?lanjut=${encodeURIComponent(path)}` : path;
}

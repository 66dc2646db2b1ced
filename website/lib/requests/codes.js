// Requests that are answered by a mailed code, and those that the code is used for: to sign up, and to choose a new password.

import { call } from "./call.js";

/** @typedef {{secret: string, code: string, password: string}} Proof the secret of the request, the mailed code, and the password that is chosen */

/**
 * Sign up. The answer is alike whether or not the NIK or the address has an account.
 *
 * @param {object} person
 * @returns {Promise<{secret: string}>}
 */
export function signUp(person) {
  return call("POST", "/accounts", { body: person });
}

/**
 * Make the account. The same may be sent again, so it is, where no answer came.
 *
 * @param {Proof} proof
 */
export function confirmSignUp(proof) {
  return call("POST", "/accounts/confirm", { body: proof, repeatable: true });
}

/**
 * Ask for a code to choose a new password with. The answer is alike whether or not the address has an account.
 *
 * @param {{email: string, language: string}} request
 * @returns {Promise<{secret: string}>}
 */
export function askForPassword(request) {
  return call("POST", "/accounts/password", { body: request });
}

/**
 * Choose a new password. The same may be sent again, so it is, where no answer came.
 *
 * @param {Proof} proof
 */
export function setPassword(proof) {
  return call("POST", "/accounts/password/confirm", { body: proof, repeatable: true });
}

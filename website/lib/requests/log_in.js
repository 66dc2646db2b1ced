// Logging in, wherever a page does it: after a sign-up and a new password too. The holder is mailed of a new device.

import { logIn as logInAtThePool } from "../account/identity.js";
import { deviceMark } from "../device/mark.js";
import { call } from "./call.js";

/**
 * Log in as `logIn` of lib/account does, and tell from which device that was.
 *
 * @param {string} email
 * @param {string} password
 * @param {{onDevice?: boolean, waiting?: () => void}} [how]
 */
export async function logIn(email, password, how) {
  await logInAtThePool(email, password, how);
  // It is for the mail about a new device alone: nobody waits for it, and without a line there is none.
  void call("POST", "/me/logins", { body: { device: deviceMark() }, hasty: true, named: true }).catch(() => undefined);
}

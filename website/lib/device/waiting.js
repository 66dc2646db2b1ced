// What waits for a mailed code: the secret that the API gave, and the address that the code went to. It is kept on the device
// until the code is used or too old, so that people may close the page and come back from their mail. It holds no NIK.

import { CODE_HOURS } from "../base/rules.js";
import { device } from "../base/store.js";

/** @typedef {{secret: string, email: string, until: number}} Waiting */
/** @typedef {"sign_up" | "password" | "address"} Purpose */

const NAME = "waiting";
const HOUR = 3_600_000;

/** @returns {Partial<Record<Purpose, Waiting>>} */
function everything() {
  return device.get(NAME) ?? {};
}

/**
 * What waits, or undefined where nothing does, or its code is too old.
 *
 * @param {Purpose} purpose
 */
export function waitingFor(purpose) {
  const found = everything()[purpose];
  return found && found.until > Date.now() ? found : undefined;
}

/**
 * @param {Purpose} purpose
 * @param {{secret: string, email: string}} request
 */
export function keepWaiting(purpose, request) {
  device.set(NAME, { ...everything(), [purpose]: { ...request, until: Date.now() + CODE_HOURS * HOUR } });
}

/** @param {Purpose} purpose */
export function forgetWaiting(purpose) {
  const { [purpose]: _, ...others } = everything();
  if (Object.keys(others).length) device.set(NAME, others);
  else device.forget(NAME);
}

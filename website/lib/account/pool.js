// What Cognito's user pools are asked, the citizens' and the staff's alike.

import { config } from "../base/config.js";
import { IdentityProblem, Unreachable } from "../base/errors.js";
import { deadline } from "../base/patience.js";

const BUSY = ["TooManyRequestsException", "InternalErrorException"];

/**
 * A password as the pool hashes it: keyboards write some characters in several ways (NIST SP 800-63B, 3.1.1.2: NFKC).
 *
 * @param {string} typed
 */
export function normalised(typed) {
  return typed.normalize("NFKC");
}

/**
 * What an ID token says of its person. The signature is not checked here: the API checks it.
 *
 * @param {string} token
 * @returns {Record<string, any>}
 */
export function claimsOf(token) {
  const [, payload = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (byte) => byte.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Ask the pool. Throws `IdentityProblem` if it refuses, and `Unreachable` if it is too busy or there is no connection.
 *
 * @param {string} action
 * @param {object} body
 */
export async function ask(action, body) {
  const { identity } = await config();
  /** @type {{status: number, text: string}} */
  let answer;
  try {
    const response = await fetch(identity, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(body),
      signal: deadline(),
    });
    answer = { status: response.status, text: await response.text() };
  } catch {
    throw new Unreachable();
  }
  const document = answer.text ? JSON.parse(answer.text) : {};
  if (answer.status < 400) {
    return document;
  }
  const code = String(document.__type ?? "").split("#").pop() || "Unknown";
  throw answer.status >= 500 || BUSY.includes(code) ? new Unreachable(true) : new IdentityProblem(code);
}

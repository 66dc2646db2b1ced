// Requests to the API. What may be repeated is repeated under the same key. A failure is thrown as one of three errors:
// `Problem`, `Unreachable` or `LoggedOut`.

import { hearTime } from "../base/clock.js";
import { config } from "../base/config.js";
import { LoggedOut, Problem, Unreachable } from "../base/errors.js";
import { ATTEMPTS, deadline, pause, pauseOffline } from "../base/patience.js";

const TOO_MANY = 429;

/**
 * @typedef {object} Request
 * @property {unknown} [body]
 * @property {string} [key] the Idempotency-Key of a POST
 * @property {string} [version] the entity tag of what was seen, for If-Match
 * @property {boolean} [repeatable] whether a POST without a key, or a PATCH, may be sent twice
 * @property {boolean} [named] whether it is sent in the name of who is logged in
 * @property {boolean} [hasty] whether to give up after the first try, because the page has something else to show
 * @property {() => void} [waiting] called before each repetition
 */

/** @typedef {{status: number, text: string, retryAfter: number}} Answer */
/** @typedef {{idToken: () => Promise<string>, forgetIdToken: () => void, loginNumber: () => number}} Login */

/** @type {Login} */
let login;

/**
 * Say whose logins requests are sent in the name of: a citizen's, or those of the staff.
 *
 * @param {Login} ours
 */
export function sendAs(ours) {
  login = ours;
}

/**
 * Send a request and return the answer's document: JSON, the text of another type, or null if there is none.
 *
 * A GET, a POST with a key, and whatever is `repeatable`, is sent again if no answer came, if the service was busy, and if
 * it failed: a failure does not tell whether the request was carried out before it. Throws `Problem`, `Unreachable` or `LoggedOut`.
 *
 * @param {"GET" | "POST" | "PATCH" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {Request} [request]
 * @returns {Promise<any>}
 */
export async function call(method, path, request = {}) {
  const repeatable = method === "GET" || request.key !== undefined || request.repeatable === true;
  const attempts = repeatable && !request.hasty ? ATTEMPTS : 1;
  const before = request.named && login.loginNumber();
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(method, path, request);
    // somebody logged out while the request was under way: nothing of its answer may be kept on the device
    if (request.named && login.loginNumber() !== before) throw new LoggedOut();
    if (answer?.status === 401 && request.named && !renewed) {
      // the token ended before its time, because it was revoked or the pool's clock differs: get another and ask again
      renewed = true;
      login.forgetIdToken();
      continue;
    }
    if (answer && answer.status !== TOO_MANY && answer.status < 500) {
      return read(answer);
    }
    if (attempt >= attempts) {
      throw new Unreachable(answer !== null);
    }
    request.waiting?.();
    await (answer ? pause(attempt, answer.retryAfter) : pauseOffline(attempt));
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Request} request
 * @returns {Promise<Answer | null>} null if no answer came, or only a part of one
 */
async function send(method, path, { body, key, version, named }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json, text/calendar" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key !== undefined) headers["Idempotency-Key"] = key;
  if (version !== undefined) headers["If-Match"] = version;
  try {
    if (named) headers.Authorization = `Bearer ${await login.idToken()}`;
    const { api } = await config();
    const answer = await fetch(api + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: deadline(),
    }).catch(lost);
    hearTime(answer.headers);
    const text = await answer.text().catch(lost);
    return { status: answer.status, text, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

/** @returns {never} */
function lost() {
  throw new Unreachable();
}

/** @param {Answer} answer */
function read({ status, text }) {
  if (status === 401) {
    throw new LoggedOut();
  }
  const document = parsed(text);
  if (status >= 400) {
    throw new Problem(status, typeof document === "object" ? { ...document } : { code: "unknown" });
  }
  return document;
}

/** @param {string} text */
function parsed(text) {
  if (!text) return null;
  return text.startsWith("{") ? JSON.parse(text) : text;
}

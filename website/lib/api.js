// The API: requests that may be repeated are repeated, with the same key, and every failure has one of two shapes.

import { config } from "./config.js";
import { idToken } from "./identity.js";

const ATTEMPTS = 5;
const PATIENCE = 15_000;
const LONGEST_PAUSE = 4_000;
const BUSY = [429, 502, 503, 504];

/** An answer that says no: an RFC 9457 problem document of the API. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} document
   */
  constructor(status, document) {
    super(document.detail);
    this.status = status;
    this.document = document;
    /** @type {string} */
    this.code = document.code;
  }
}

/** No answer: the line is down, or the API stayed busy. Nothing is known of what became of the request. */
export class Unreachable extends Error {}

/**
 * @typedef {object} Request
 * @property {unknown} [body]
 * @property {string} [key] the Idempotency-Key of a POST
 * @property {boolean} [citizen] whether it is sent in the name of who is logged in
 * @property {() => void} [waiting] called before each repetition
 */

/**
 * Send a request and return the answer's document (null if it has none).
 *
 * A GET, and a POST with a key, is sent again after a lost answer or a busy one. Throws `Problem`, `Unreachable`, or
 * `LoggedOut` of identity.js.
 *
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {Request} [request]
 * @returns {Promise<any>}
 */
export async function call(method, path, request = {}) {
  const repeatable = method === "GET" || request.key !== undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(method, path, request);
    if (answer && !BUSY.includes(answer.status)) {
      return read(answer);
    }
    if (!repeatable || attempt === ATTEMPTS) {
      throw new Unreachable();
    }
    request.waiting?.();
    await pause(attempt, answer);
  }
}

/**
 * A new key: the same for every try of one request, another for another request.
 */
export function newKey() {
  return crypto.randomUUID();
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Request} request
 * @returns {Promise<Response | null>} null for no answer
 */
async function send(method, path, { body, key, citizen }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key !== undefined) headers["Idempotency-Key"] = key;
  if (citizen) headers.Authorization = `Bearer ${await idToken()}`;
  try {
    return await fetch((await config()).api + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

/** @param {Response} answer */
async function read(answer) {
  const document = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) {
    throw new Problem(answer.status, document);
  }
  return document;
}

/**
 * @param {number} attempt
 * @param {Response | null} answer
 */
function pause(attempt, answer) {
  const asked = Number(answer?.headers.get("Retry-After") ?? 0) * 1000;
  const longest = Math.min(LONGEST_PAUSE, 500 * 2 ** attempt);
  return new Promise((done) => setTimeout(done, Math.max(asked, 200) + Math.random() * longest));
}

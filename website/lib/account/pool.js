// What Cognito's user pools are asked, the citizens' and the staff's alike, and the tokens that they give.
//
// The refresh token is kept in sessionStorage, so that a reload does not log out: it is deleted with the tab, and no other tab
// or site can read it. Citizens' ID tokens are kept there too, since on the day of a release the pool could not give everybody
// who reloads a new one; those of the staff live in the page's memory. A citizen who asks to stay logged in has both kept in
// localStorage instead, for all tabs of the device.

import { config } from "../base/config.js";
import { IdentityProblem, LoggedOut, Unreachable } from "../base/errors.js";
import { ATTEMPTS, deadline, pause, pauseOffline } from "../base/patience.js";
import { device, tab } from "../base/store.js";

/** Milliseconds before its end in which a token is renewed in any case. */
const RENEW_BEFORE = 60_000;
/**
 * The parts of its life between which a token is renewed before its end, at random: else all who logged in when a session
 * opened would come again at one time.
 */
const EARLIEST = 0.25;
const LATEST = 0.05;

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

/**
 * Ask the pool again and again while it is too busy or there is no connection, with growing pauses that no two telephones share.
 *
 * @param {string} action
 * @param {object} body
 * @param {() => void} waiting called before each pause
 */
export async function askPatiently(action, body, waiting) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(action, body);
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt >= ATTEMPTS) throw error;
      waiting();
      await (error.busy ? pause(attempt) : pauseOffline(attempt));
    }
  }
}

/** @typedef {typeof import("../base/store.js").tab} Place */
/** @typedef {{token: string, until: number}} Kept an ID token, and when it is renewed */

/**
 * @typedef {object} Login
 * @property {string} name under which the refresh token is kept
 * @property {string} [idName] under which the ID token is kept too; without it that is in the page's memory, and the refresh token in the tab
 * @property {() => void} [joined] what else is done when this tab finds the login that the device keeps
 * @property {() => boolean} isOver whether somebody has logged out, or in, in another tab since the login in this one
 * @property {() => void} [forgotten] what else is done whenever the tokens are forgotten
 * @property {() => void} [over] what else is done when the login has ended in another tab
 */

/**
 * What a site does with the tokens of who is logged in, in one tab. The citizens' site and the staff's keep them under names
 * of their own, and each says by what it knows that its login is over.
 *
 * @param {Login} login
 */
export function tokensOf({ name, idName = "", isOver, joined = () => undefined, forgotten = () => undefined, over = () => undefined }) {
  /** @type {Kept | null} */
  let current = null;
  /** @type {Promise<string> | null} */
  let renewal = null;
  let logins = 0;

  /** Where the refresh token is: in the tab, or on the device. */
  function place() {
    if (!idName || tab.get(name) !== undefined || device.get(name) === undefined) return tab;
    joined();
    return device;
  }

  /** Whether somebody is logged in, as far as this page knows. */
  function loggedIn() {
    const known = place().get(name) !== undefined;
    return !isOver() && (current !== null || known);
  }

  /**
   * End the login of this tab when somebody logs out, or somebody else logs in, in another one. A tab that was asleep
   * then finds out when it wakes up.
   *
   * @param {() => void} ended called when the login of this tab has ended elsewhere
   */
  function followOtherTabs(ended) {
    endIfOver();
    for (const event of ["storage", "pageshow"]) {
      addEventListener(event, () => {
        if (endIfOver()) ended();
      });
    }
  }

  /** A number of the present login. It changes with every login and every log-out, here or in another tab. */
  function loginNumber() {
    endIfOver();
    return logins;
  }

  /** Forget the ID token, because the API refused it: the next request gets a new one. */
  function forgetIdToken() {
    current = null;
    if (idName) place().forget(idName);
  }

  /**
   * The ID token, renewed silently when it is about to end; throws `LoggedOut`.
   *
   * @returns {Promise<string>}
   */
  async function idToken() {
    endIfOver();
    const known = kept();
    if (known && known.until > Date.now()) {
      return known.token;
    }
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  }

  /** What the last ID token of this login says of its person; null if there is none. */
  function person() {
    const known = loggedIn() ? kept() : null;
    return known ? claimsOf(known.token) : null;
  }

  /**
   * Keep the tokens of a login that has just succeeded.
   *
   * @param {any} tokens as the pool gives them
   * @param {boolean} [onDevice] whether they outlive the tab
   * @returns {string} the ID token
   */
  function begin(tokens, onDevice = false) {
    forgetKept(tab);
    if (idName) forgetKept(device);
    const token = keep(tokens, onDevice ? device : tab);
    logins += 1;
    return token;
  }

  /** The refresh token, if there is one. */
  function refreshToken() {
    return place().get(name);
  }

  /** Forget the tokens, those that the device keeps too. */
  function forget() {
    const from = place();
    forgetHere();
    forgetKept(from);
  }

  /** Forget the tokens of this tab: what the device keeps may be another person's by now. */
  function forgetHere() {
    logins += 1;
    current = null;
    forgetKept(tab);
    forgotten();
  }

  /** @param {Place} where */
  function forgetKept(where) {
    where.forget(name);
    if (idName) where.forget(idName);
  }

  /** @returns {Kept | null} */
  function kept() {
    current ??= idName ? (place().get(idName) ?? null) : null;
    return current;
  }

  async function renew() {
    const from = place();
    const token = from.get(name);
    if (!token) {
      throw new LoggedOut();
    }
    try {
      const { AuthenticationResult } = await ask("InitiateAuth", {
        AuthFlow: "REFRESH_TOKEN_AUTH",
        ClientId: (await config()).client_id,
        AuthParameters: { REFRESH_TOKEN: token },
      });
      // somebody logged out while the pool was answering: the new token must not log them in again
      if (from.get(name) !== token) throw new LoggedOut();
      return keep(AuthenticationResult, from);
    } catch (error) {
      if (error instanceof IdentityProblem && error.code === "NotAuthorizedException") {
        forget();
        throw new LoggedOut();
      }
      throw error;
    }
  }

  /**
   * @param {any} tokens
   * @param {Place} into
   * @returns {string} the ID token
   */
  function keep({ IdToken, ExpiresIn, RefreshToken }, into) {
    const life = ExpiresIn * 1000;
    const early = Math.max(RENEW_BEFORE, life * (LATEST + Math.random() * (EARLIEST - LATEST)));
    current = { token: IdToken, until: Date.now() + life - early };
    if (idName) into.set(idName, current);
    if (RefreshToken) {
      into.set(name, RefreshToken);
    }
    return IdToken;
  }

  /** End the login of this tab if it is over elsewhere; tells whether it was. */
  function endIfOver() {
    if (!isOver()) return false;
    forgetHere();
    over();
    return true;
  }

  return { loggedIn, followOtherTabs, loginNumber, forgetIdToken, idToken, person, begin, refreshToken, forget };
}

/**
 * Have the pool revoke a refresh token that this page has forgotten.
 *
 * @param {string | undefined} token
 */
export async function revoke(token) {
  if (!token) return;
  try {
    await ask("RevokeToken", { ClientId: (await config()).client_id, Token: token });
  } catch {
    // the pool refused or could not be reached; the only copy of the token is deleted all the same
  }
}

// What Cognito's user pools are asked, the citizens' and the staff's alike, and the tokens that they give.
//
// The ID token lives in the page's memory. The refresh token is kept in sessionStorage, so that a reload does not log out:
// it is deleted with the tab, and no other tab or site can read it.

import { config } from "../base/config.js";
import { IdentityProblem, LoggedOut, Unreachable } from "../base/errors.js";
import { deadline } from "../base/patience.js";
import { tab } from "../base/store.js";

/** Milliseconds before its end from which a token is renewed. */
const RENEW_BEFORE = 60_000;

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
 * @typedef {object} Login
 * @property {string} name under which the tab keeps the refresh token
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
export function tokensOf({ name, isOver, forgotten = () => undefined, over = () => undefined }) {
  /** @type {{token: string, until: number} | null} */
  let current = null;
  /** @type {Promise<string> | null} */
  let renewal = null;
  let logins = 0;

  /** Whether somebody is logged in, as far as this page knows. */
  function loggedIn() {
    return !isOver() && (current !== null || tab.get(name) !== undefined);
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
  }

  /**
   * The ID token, renewed silently when it is about to end; throws `LoggedOut`.
   *
   * @returns {Promise<string>}
   */
  async function idToken() {
    endIfOver();
    if (current && current.until - RENEW_BEFORE > Date.now()) {
      return current.token;
    }
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  }

  /**
   * Keep the tokens of a login that has just succeeded.
   *
   * @param {any} tokens as the pool gives them
   * @returns {string} the ID token
   */
  function begin(tokens) {
    const token = keep(tokens);
    logins += 1;
    return token;
  }

  /** The refresh token, if there is one. */
  function refreshToken() {
    return tab.get(name);
  }

  /** Forget the tokens. */
  function forget() {
    logins += 1;
    current = null;
    tab.forget(name);
    forgotten();
  }

  async function renew() {
    const token = tab.get(name);
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
      if (tab.get(name) !== token) throw new LoggedOut();
      return keep(AuthenticationResult);
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
   * @returns {string} the ID token
   */
  function keep({ IdToken, ExpiresIn, RefreshToken }) {
    current = { token: IdToken, until: Date.now() + ExpiresIn * 1000 };
    if (RefreshToken) {
      tab.set(name, RefreshToken);
    }
    return IdToken;
  }

  /** End the login of this tab if it is over elsewhere; tells whether it was. */
  function endIfOver() {
    if (!isOver()) return false;
    forget();
    over();
    return true;
  }

  return { loggedIn, followOtherTabs, loginNumber, forgetIdToken, idToken, begin, refreshToken, forget };
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

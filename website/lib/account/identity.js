// Who is logged in. Pages talk to Cognito themselves, so that nobody else gets a password.
//
// The ID token lives in this page's memory. The refresh token is kept in sessionStorage, so that a reload does not log
// out: it is deleted with the tab, and no other tab or site can read it.

import { config } from "../base/config.js";
import { IdentityProblem, LoggedOut } from "../base/errors.js";
import { tab } from "../base/store.js";
import { enter, forgetInTab, forgetOwner, isOver } from "../device/owner.js";
import { ask, claimsOf, normalised } from "./pool.js";

const REFRESH = "refresh";
/** Milliseconds before its end from which a token is renewed. */
const RENEW_BEFORE = 60_000;

/** @type {{token: string, until: number} | null} */
let current = null;
/** @type {Promise<string> | null} */
let renewal = null;
let logins = 0;

/** Whether somebody is logged in, as far as this page knows. */
export function loggedIn() {
  return !isOver() && (current !== null || tab.get(REFRESH) !== undefined);
}

/**
 * End the login of this tab when somebody logs out, or somebody else logs in, in another one. A tab that was asleep then
 * finds out when it wakes up.
 *
 * @param {() => void} ended called when the login of this tab has ended elsewhere
 */
export function followOtherTabs(ended) {
  endIfOver();
  for (const event of ["storage", "pageshow"]) {
    addEventListener(event, () => {
      if (endIfOver()) ended();
    });
  }
}

/** A number of the present login. It changes with every login and every log-out, here or in another tab. */
export function loginNumber() {
  endIfOver();
  return logins;
}

/** Forget the ID token, because the API refused it: the next request gets a new one. */
export function forgetIdToken() {
  current = null;
}

/**
 * The ID token, renewed silently when it is about to end; throws `LoggedOut`.
 *
 * @returns {Promise<string>}
 */
export async function idToken() {
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
 * Log in. An unknown address and a wrong password throw the same `IdentityProblem`.
 *
 * A password is the same on every keyboard; one of before passwords were normalised is tried as it was typed.
 *
 * @param {string} email
 * @param {string} typed
 */
export async function logIn(email, typed) {
  const password = normalised(typed);
  const token = keep(
    await withPassword(email, password).catch((error) => {
      const refused = error instanceof IdentityProblem && error.code === "NotAuthorizedException";
      if (!refused || password === typed) throw error;
      return withPassword(email, typed);
    }),
  );
  logins += 1;
  enter(claimsOf(token).sub);
}

/**
 * @param {string} email
 * @param {string} password
 */
async function withPassword(email, password) {
  return ask("InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: (await config()).client_id,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
}

/**
 * Log out: forget the person and what belongs to them, and have the pool revoke the refresh token.
 *
 * @param {{keepFamily: boolean}} wishes
 */
export async function logOut(wishes) {
  const token = tab.get(REFRESH);
  forget();
  forgetOwner(wishes);
  if (token) {
    try {
      await ask("RevokeToken", { ClientId: (await config()).client_id, Token: token });
    } catch {
      // the pool refused or could not be reached; the only copy of the token is deleted all the same
    }
  }
}

/**
 * Have the code of a sign-up mailed once more.
 *
 * @param {string} email
 */
export async function repeatCode(email) {
  await ask("ResendConfirmationCode", { ClientId: (await config()).client_id, Username: email });
}

/**
 * Have a code mailed with which a new password can be set.
 *
 * @param {string} email
 */
export async function forgotPassword(email) {
  await ask("ForgotPassword", { ClientId: (await config()).client_id, Username: email });
}

/**
 * Set a new password with the mailed code.
 *
 * @param {string} email
 * @param {string} code
 * @param {string} password
 */
export async function setPassword(email, code, password) {
  await ask("ConfirmForgotPassword", {
    ClientId: (await config()).client_id,
    Username: email,
    ConfirmationCode: code,
    Password: normalised(password),
  });
}

async function renew() {
  const token = tab.get(REFRESH);
  if (!token) {
    throw new LoggedOut();
  }
  try {
    const answer = await ask("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: (await config()).client_id,
      AuthParameters: { REFRESH_TOKEN: token },
    });
    // somebody logged out while the pool was answering: the new token must not log them in again
    if (tab.get(REFRESH) !== token) throw new LoggedOut();
    return keep(answer);
  } catch (error) {
    if (error instanceof IdentityProblem && error.code === "NotAuthorizedException") {
      forget();
      throw new LoggedOut();
    }
    throw error;
  }
}

/**
 * @param {any} answer
 * @returns {string} the ID token
 */
function keep(answer) {
  const tokens = answer.AuthenticationResult;
  current = { token: tokens.IdToken, until: Date.now() + tokens.ExpiresIn * 1000 };
  if (tokens.RefreshToken) {
    tab.set(REFRESH, tokens.RefreshToken);
  }
  return tokens.IdToken;
}

/** End the login of this tab if it is over elsewhere; tells whether it was. */
function endIfOver() {
  if (!isOver()) return false;
  forget();
  forgetInTab();
  return true;
}

/** Forget the tokens. */
function forget() {
  logins += 1;
  current = null;
  tab.forget(REFRESH);
}

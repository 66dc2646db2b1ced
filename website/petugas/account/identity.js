// Which of the staff is logged in, and the way there: a password, and what the pool asks besides it. Pages talk to Cognito
// themselves, so that nobody else gets a password.
//
// The ID token lives in this page's memory. The refresh token is kept in sessionStorage, so that a reload does not log
// out: it is deleted with the tab. What the pool asks between the password and the tokens is in the memory only: after a
// reload the password is asked for again.

import { config } from "../../lib/base/config.js";
import { IdentityProblem, LoggedOut } from "../../lib/base/errors.js";
import { device, tab } from "../../lib/base/store.js";
import { unique } from "../../lib/base/unique.js";
import { ask, claimsOf, normalised } from "../../lib/account/pool.js";
import { forgetTyped } from "../../lib/device/typed.js";

/**
 * @typedef {object} Challenge what the pool asks after the password
 * @property {"NEW_PASSWORD_REQUIRED" | "MFA_SETUP" | "SOFTWARE_TOKEN_MFA"} name
 * @property {string} username as the pool names the person in this login
 * @property {string} session
 * @property {string} [secret] of an authenticator that is being set up
 */

const REFRESH = "staff-refresh";
/**
 * A random name for the time in which one person is logged in on this device, in however many tabs, as the citizens' site
 * has one: a tab whose name is not that of the device knows that its login is over. The device keeps whose it is beside it.
 */
const SHIFT = "staff-shift";
/** Milliseconds before its end from which a token is renewed. */
const RENEW_BEFORE = 60_000;

/** @type {{token: string, until: number} | null} */
let current = null;
/** @type {Promise<string> | null} */
let renewal = null;
/** @type {Challenge | null} */
let challenge = null;
let logins = 0;
/** @type {() => void} */
let changed = () => undefined;

/**
 * Have something done whenever somebody logs in or out in this tab.
 *
 * @param {() => void} act
 */
export function whenWhoChanges(act) {
  changed = act;
}

/** Whether somebody is logged in, as far as this page knows. */
export function loggedIn() {
  return !isOver() && (current !== null || tab.get(REFRESH) !== undefined);
}

/**
 * End the login of this tab when somebody logs out, or somebody else logs in, in another one.
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

/** What the pool asks next of who is logging in, or null. */
export function asked() {
  return challenge;
}

/**
 * Begin to log in. Returns what the pool asks next, or null if the person is logged in.
 *
 * @param {string} username
 * @param {string} password as it was typed
 */
export async function logIn(username, password) {
  challenge = null;
  return goOn(
    username,
    await ask("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: (await config()).client_id,
      AuthParameters: { USERNAME: username, PASSWORD: normalised(password) },
    }),
  );
}

/**
 * Answer the first login with a password of one's own.
 *
 * @param {string} password as it was typed
 */
export async function chooseFirstPassword(password) {
  return answer("NEW_PASSWORD_REQUIRED", { NEW_PASSWORD: normalised(password) });
}

/**
 * The secret of an authenticator, in Base32. It stays the same until it is set up or the login begins anew, so that a code of it goes
 * on being right after an error.
 *
 * @returns {Promise<string>}
 */
export async function authenticatorSecret() {
  const before = expected("MFA_SETUP");
  if (before.secret) return before.secret;
  const { SecretCode, Session } = await ask("AssociateSoftwareToken", { Session: before.session });
  challenge = { ...before, secret: SecretCode, session: Session };
  return SecretCode;
}

/**
 * Set the authenticator up with a code that it shows.
 *
 * @param {string} code six digits
 */
export async function setUpAuthenticator(code) {
  const before = expected("MFA_SETUP");
  const { Session, Status } = await ask("VerifySoftwareToken", { Session: before.session, UserCode: code });
  if (Status !== "SUCCESS") throw new IdentityProblem("EnableSoftwareTokenMFAException");
  challenge = { ...before, session: Session };
  return answer("MFA_SETUP", {});
}

/**
 * Answer with the code that the authenticator shows.
 *
 * @param {string} code six digits
 */
export async function enterCode(code) {
  return answer("SOFTWARE_TOKEN_MFA", { SOFTWARE_TOKEN_MFA_CODE: code });
}

/**
 * Log out, here and in the other tabs, and have the pool revoke the refresh token. What was typed is forgotten.
 */
export async function logOut() {
  const token = tab.get(REFRESH);
  device.forget(SHIFT);
  forget();
  if (token) {
    try {
      await ask("RevokeToken", { ClientId: (await config()).client_id, Token: token });
    } catch {
      // the pool refused or could not be reached; the only copy of the token is deleted all the same
    }
  }
}

/**
 * @param {Challenge["name"]} name
 * @returns {Challenge}
 */
function expected(name) {
  if (challenge?.name !== name) throw new LoggedOut();
  return challenge;
}

/**
 * @param {Challenge["name"]} name
 * @param {Record<string, string>} answers
 */
async function answer(name, answers) {
  const { username, session } = expected(name);
  return goOn(
    username,
    await ask("RespondToAuthChallenge", {
      ChallengeName: name,
      ClientId: (await config()).client_id,
      Session: session,
      ChallengeResponses: { USERNAME: username, ...answers },
    }),
  );
}

/**
 * Keep the tokens, or what is asked next.
 *
 * @param {string} username
 * @param {any} document the pool's answer
 * @returns {Challenge | null}
 */
function goOn(username, { AuthenticationResult, ChallengeName, ChallengeParameters, Session }) {
  if (AuthenticationResult) {
    enter(AuthenticationResult);
    return null;
  }
  challenge = { name: ChallengeName, username: ChallengeParameters?.USER_ID_FOR_SRP ?? username, session: Session };
  return challenge;
}

/** @param {any} tokens */
function enter(tokens) {
  challenge = null;
  keep(tokens);
  logins += 1;
  // the login of somebody else ends those in other tabs
  const who = claimsOf(tokens.IdToken).sub;
  const before = device.get(SHIFT);
  const shift = before?.who === who ? before.name : unique();
  device.set(SHIFT, { name: shift, who });
  // a device that cannot store the name has none after a reload: then the login in this tab must not seem to be over
  if (device.keeps(SHIFT)) tab.set(SHIFT, shift);
  changed();
}

async function renew() {
  const token = tab.get(REFRESH);
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
    if (tab.get(REFRESH) !== token) throw new LoggedOut();
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
    tab.set(REFRESH, RefreshToken);
  }
  return IdToken;
}

/** Whether somebody has logged out, or in, in another tab since the login in this one. */
function isOver() {
  const shift = tab.get(SHIFT);
  return shift !== undefined && shift !== device.get(SHIFT)?.name;
}

/** End the login of this tab if it is over elsewhere; tells whether it was. */
function endIfOver() {
  if (!isOver()) return false;
  forget();
  return true;
}

/** Forget the tokens, and what the person typed. */
function forget() {
  logins += 1;
  current = null;
  challenge = null;
  tab.forget(REFRESH);
  tab.forget(SHIFT);
  forgetTyped();
  changed();
}

/**
 * What the pool says of who is logged in; throws `LoggedOut`.
 *
 * @returns {Promise<Record<string, any>>}
 */
export async function claims() {
  return claimsOf(await idToken());
}

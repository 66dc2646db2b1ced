// Which of the staff is logged in, and the way there: a password, and what the pool asks besides it. Pages talk to Cognito
// themselves, so that nobody else gets a password.
//
// What the pool asks between the password and the tokens is in this page's memory only: after a reload the password is asked
// for again.

import { config } from "../../lib/base/config.js";
import { IdentityProblem, LoggedOut } from "../../lib/base/errors.js";
import { device, tab } from "../../lib/base/store.js";
import { unique } from "../../lib/base/unique.js";
import { ask, claimsOf, normalised, revoke, tokensOf } from "../../lib/account/pool.js";
import { forgetTyped } from "../../lib/device/typed.js";

/**
 * @typedef {object} Challenge what the pool asks after the password
 * @property {"NEW_PASSWORD_REQUIRED" | "MFA_SETUP" | "SOFTWARE_TOKEN_MFA"} name
 * @property {string} username as the pool names the person in this login
 * @property {string} session
 * @property {string} [secret] of an authenticator that is being set up
 */

/**
 * A random name for the time in which one person is logged in on this device, in however many tabs, as the citizens' site
 * has one: a tab whose name is not that of the device knows that its login is over. The device keeps whose it is beside it.
 */
const SHIFT = "staff-shift";
/** @type {Challenge | null} */
let challenge = null;
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

const tokens = tokensOf({
  name: "staff-refresh",
  isOver,
  forgotten() {
    challenge = null;
    tab.forget(SHIFT);
    forgetTyped();
    changed();
  },
});

export const { loggedIn, followOtherTabs, loginNumber, forgetIdToken, idToken } = tokens;

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
  const token = tokens.refreshToken();
  device.forget(SHIFT);
  tokens.forget();
  await revoke(token);
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

/** @param {any} given the tokens of the pool */
function enter(given) {
  challenge = null;
  tokens.begin(given);
  // the login of somebody else ends those in other tabs
  const who = claimsOf(given.IdToken).sub;
  const before = device.get(SHIFT);
  const shift = before?.who === who ? before.name : unique();
  device.set(SHIFT, { name: shift, who });
  // a device that cannot store the name has none after a reload: then the login in this tab must not seem to be over
  if (device.keeps(SHIFT)) tab.set(SHIFT, shift);
  changed();
}

/** Whether somebody has logged out, or in, in another tab since the login in this one. */
function isOver() {
  const shift = tab.get(SHIFT);
  return shift !== undefined && shift !== device.get(SHIFT)?.name;
}

/**
 * What the pool says of who is logged in; throws `LoggedOut`.
 *
 * @returns {Promise<Record<string, any>>}
 */
export async function claims() {
  return claimsOf(await idToken());
}

// Who is logged in. Pages talk to Cognito themselves, so that nobody else gets a password.

import { config } from "../base/config.js";
import { IdentityProblem } from "../base/errors.js";
import { enter, forgetInTab, forgetOwner, isOver, join } from "../device/owner.js";
import { ask, askPatiently, claimsOf, normalised, revoke, tokensOf } from "./pool.js";

/** @type {() => void} */
let changed = () => undefined;

const tokens = tokensOf({ name: "refresh", idName: "id", isOver, joined: join, over: forgetInTab, forgotten: () => changed() });

export const { loggedIn, followOtherTabs, loginNumber, forgetIdToken, idToken, person } = tokens;

/**
 * Have something done whenever somebody logs in or out.
 *
 * @param {() => void} act
 */
export function whenWhoChanges(act) {
  changed = act;
}

/**
 * Log in. An unknown address and a wrong password throw the same `IdentityProblem`.
 *
 * A password is the same on every keyboard; one of before passwords were normalised is tried as it was typed.
 *
 * @param {string} email
 * @param {string} typed
 * @param {{onDevice?: boolean, waiting?: () => void}} [how] whether the login outlives the tab, and what is done before each
 *   pause where the pool has too much to do
 */
export async function logIn(email, typed, { onDevice = false, waiting = () => undefined } = {}) {
  const password = normalised(typed);
  const { AuthenticationResult } = await withPassword(email, password, waiting).catch((error) => {
    const refused = error instanceof IdentityProblem && error.code === "NotAuthorizedException";
    if (!refused || password === typed) throw error;
    return withPassword(email, typed, waiting);
  });
  const claims = claimsOf(tokens.begin(AuthenticationResult, onDevice));
  // an account may get another user of the pool; those of earlier releases have its id from theirs
  enter(claims["custom:account_id"] ?? claims.sub);
  changed();
}

/**
 * @param {string} email
 * @param {string} password
 * @param {() => void} waiting
 */
async function withPassword(email, password, waiting) {
  const { client_id } = await config();
  const asked = { AuthFlow: "USER_PASSWORD_AUTH", ClientId: client_id, AuthParameters: { USERNAME: email, PASSWORD: password } };
  return askPatiently("InitiateAuth", asked, waiting);
}

/** Log out: forget the person and what belongs to them, and have the pool revoke the refresh token. */
export async function logOut() {
  const token = tokens.refreshToken();
  tokens.forget();
  forgetOwner();
  await revoke(token);
}

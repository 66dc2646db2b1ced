// Who is logged in. Pages talk to Cognito themselves, so that nobody else gets a password.

import { config } from "../base/config.js";
import { IdentityProblem } from "../base/errors.js";
import { enter, forgetInTab, forgetOwner, isOver } from "../device/owner.js";
import { ask, claimsOf, normalised, revoke, tokensOf } from "./pool.js";

const tokens = tokensOf({ name: "refresh", isOver, over: forgetInTab });

export const { loggedIn, followOtherTabs, loginNumber, forgetIdToken, idToken } = tokens;

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
  const { AuthenticationResult } = await withPassword(email, password).catch((error) => {
    const refused = error instanceof IdentityProblem && error.code === "NotAuthorizedException";
    if (!refused || password === typed) throw error;
    return withPassword(email, typed);
  });
  enter(claimsOf(tokens.begin(AuthenticationResult)).sub);
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
  const token = tokens.refreshToken();
  tokens.forget();
  forgetOwner(wishes);
  await revoke(token);
}

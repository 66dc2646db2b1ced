// Who is logged in. Cognito is asked directly: passwords go to nobody else.
//
// The ID token lives in this page's memory. The refresh token is kept in sessionStorage, so that a reload does not log
// out: it ends with the tab, and no other tab or site reads it.

import { config } from "./config.js";

const REFRESH = "refresh";
const RENEW_BEFORE = 60_000;

/** Nobody is logged in, or the login has ended: log in and come back. */
export class LoggedOut extends Error {}

/** Cognito said no; `code` is the name of its exception, such as "NotAuthorizedException". */
export class IdentityProblem extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @type {{token: string, until: number} | null} */
let current = null;
/** @type {Promise<string> | null} */
let renewal = null;

/** Whether somebody is logged in, as far as this page knows. */
export function loggedIn() {
  return current !== null || sessionStorage.getItem(REFRESH) !== null;
}

/**
 * The ID token, renewed silently when it is about to end; throws `LoggedOut`.
 *
 * @returns {Promise<string>}
 */
export async function idToken() {
  if (current && current.until - RENEW_BEFORE > Date.now()) {
    return current.token;
  }
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

/**
 * Log in; throws `IdentityProblem`, the same for an unknown address and a wrong password.
 *
 * @param {string} email
 * @param {string} password
 */
export async function logIn(email, password) {
  keep(
    await ask("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: (await config()).client_id,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
}

/** Log out here, and make the refresh token worthless everywhere. */
export async function logOut() {
  const token = sessionStorage.getItem(REFRESH);
  forget();
  if (token) {
    await ask("RevokeToken", { ClientId: (await config()).client_id, Token: token });
  }
}

/**
 * Have a code mailed with which a new password can be set; says nothing of whether there is an account.
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
    Password: password,
  });
}

async function renew() {
  const token = sessionStorage.getItem(REFRESH);
  if (!token) {
    throw new LoggedOut();
  }
  try {
    keep(
      await ask("InitiateAuth", {
        AuthFlow: "REFRESH_TOKEN_AUTH",
        ClientId: (await config()).client_id,
        AuthParameters: { REFRESH_TOKEN: token },
      }),
    );
  } catch (error) {
    if (error instanceof IdentityProblem && error.code === "NotAuthorizedException") {
      forget();
      throw new LoggedOut();
    }
    throw error;
  }
  if (!current) {
    throw new LoggedOut();
  }
  return current.token;
}

/** @param {any} answer */
function keep(answer) {
  const tokens = answer.AuthenticationResult;
  current = { token: tokens.IdToken, until: Date.now() + tokens.ExpiresIn * 1000 };
  if (tokens.RefreshToken) {
    sessionStorage.setItem(REFRESH, tokens.RefreshToken);
  }
}

function forget() {
  current = null;
  sessionStorage.removeItem(REFRESH);
}

/**
 * @param {string} action
 * @param {object} body
 */
async function ask(action, body) {
  const answer = await fetch((await config()).identity, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  const document = text ? JSON.parse(text) : {};
  if (!answer.ok) {
    throw new IdentityProblem(String(document.__type ?? "").split("#").pop() || "Unknown");
  }
  return document;
}

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, speaking, tokenOf } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { IdentityProblem } from "../../website/lib/base/errors.js";
import { isCommon, newPassword, passwordError } from "../../website/lib/people/password.js";

const POOL = "https://pool.invalid/";
const COMPOSED = "rahasia caf\u00e9";
const DECOMPOSED = "rahasia cafe\u0301";

/** A pool that knows this password, byte for byte, and no other; returns what it is sent. */
function pool(known) {
  const sent = [];
  globalThis.fetch = async (address, { body } = {}) => {
    if (address !== POOL) return Response.json({ api: "/api", identity: POOL, client_id: "client" });
    sent.push(JSON.parse(body));
    const { AuthParameters } = sent.at(-1);
    if (AuthParameters && AuthParameters.PASSWORD !== known) return Response.json({ __type: "NotAuthorizedException" }, { status: 400 });
    return Response.json({ AuthenticationResult: { IdToken: tokenOf("siti"), ExpiresIn: 3600, RefreshToken: "refresh" } });
  };
  return sent;
}

const triedOf = (sent) => sent.map(({ AuthParameters }) => AuthParameters.PASSWORD);

beforeEach(begin);

test("a password logs in on every keyboard: however its accents are typed, the pool gets it in one form", async () => {
  for (const typed of [COMPOSED, DECOMPOSED, "rahasia\u00a0caf\u00e9", "\uff52ahasia caf\u00e9"]) {
    const sent = pool(COMPOSED);
    await logIn("siti@contoh.id", typed);
    assert.deepEqual(triedOf(sent), [COMPOSED]);
  }
});

test("a password of before they were normalised logs in as it is typed, at the second try", async () => {
  const sent = pool(DECOMPOSED);
  await logIn("siti@contoh.id", DECOMPOSED);
  assert.deepEqual(triedOf(sent), [COMPOSED, DECOMPOSED]);
});

test("a wrong password is tried once where both forms are one, and is refused where they are two", async () => {
  const sent = pool("kereta api malam");
  const refused = (error) => error instanceof IdentityProblem && error.code === "NotAuthorizedException";
  await assert.rejects(logIn("siti@contoh.id", COMPOSED), refused);
  assert.equal(sent.length, 1);
  await assert.rejects(logIn("siti@contoh.id", DECOMPOSED), refused);
  assert.equal(sent.length, 3);
});

test("a new password is chosen in the form in which it will log in", () => {
  assert.equal(newPassword(DECOMPOSED), COMPOSED);
});

test("passwords that are tried first can be told from those that are too short", () => {
  assert.equal(isCommon("Password 2026"), true);
  assert.equal(isCommon("1234567890"), true);
  assert.equal(isCommon("kereta api malam"), false);
  assert.equal(newPassword("Password 2026"), null);
});

test("what is wrong with a password is told: nothing typed, how many characters there are, a common one, or how it is written", async () => {
  await speaking("en");
  const told = (typed) => passwordError(typed).message;
  assert.equal(told(""), "Enter your password");
  assert.equal(told(undefined), "Enter your password");
  assert.equal(told("rahasia"), "Only 7 of 10 characters so far");
  assert.equal(told("\u{1f511}".repeat(9)), "Only 9 of 10 characters so far");
  assert.equal(told("Password 2026"), "Too many people use this password. Choose another one, such as several words");
  for (const typed of ["kereta api malam ", "kereta api malam ".repeat(8) + "x"]) assert.match(told(typed), /^A password has at most 128 characters/);
});

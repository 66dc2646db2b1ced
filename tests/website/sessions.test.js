import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { answering, begin, pauses, tokenOf } from "./browser.js";
import { logIn, logOut, loggedIn, person } from "../../website/lib/account/identity.js";
import { tokensOf } from "../../website/lib/account/pool.js";
import { isOver, join } from "../../website/lib/device/owner.js";
import { IdentityProblem, LoggedOut, Unreachable } from "../../website/lib/base/errors.js";

const DAY = 86_400;
const given = (serial = 1) => ({ IdToken: tokenOf("siti", serial), ExpiresIn: DAY, RefreshToken: "refresh" });
const names = { name: "refresh", idName: "id", isOver: () => false };
/** Another tab of this device: the page's memory and sessionStorage are its own. */
function anotherTab() {
  sessionStorage.clear();
  return tokensOf({ ...names, isOver, joined: join });
}
const config = () => Response.json({ api: "/api", identity: "https://pool.invalid/", client_id: "client" });

/** Let the pool give these answers, one after the other; returns what it was asked. */
function pool(...answers) {
  const asked = [];
  globalThis.fetch = async (address, { body } = {}) => {
    if (address === "/config.json") return config();
    asked.push(JSON.parse(body));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return asked;
}

const busy = () => Response.json({ __type: "TooManyRequestsException" }, { status: 400 });
const good = () => Response.json({ AuthenticationResult: given() });

beforeEach(begin);

test("a reload asks the pool for nothing", async () => {
  tokensOf(names).begin(given());
  const asked = pool();
  assert.equal(await tokensOf(names).idToken(), tokenOf("siti"));
  assert.deepEqual(asked, []);
  assert.equal(localStorage.getItem("refresh"), null);
});

test("a device belongs to an account, whichever user of the pool logs in to it", async () => {
  const log = async (claims) => {
    const token = `header.${btoa(JSON.stringify(claims))}.signature`;
    pool(Response.json({ AuthenticationResult: { ...given(), IdToken: token } }));
    await logIn("siti@contoh.id", "kata sandi panjang");
    return JSON.parse(localStorage.getItem("owner"));
  };
  assert.equal(await log({ sub: "of before" }), "of before");
  assert.equal(await log({ sub: "one", "custom:account_id": "siti" }), "siti");
  assert.equal(await log({ sub: "another", "custom:account_id": "siti" }), "siti");
});

test("the tokens of the staff are in the page's memory alone", async () => {
  const staff = { name: "staff-refresh", isOver: () => false };
  tokensOf(staff).begin({ ...given(), ExpiresIn: 600 });
  assert.ok(!JSON.stringify([...Object.values(sessionStorage)]).includes("header."));
  const asked = pool(good());
  await tokensOf(staff).idToken();
  assert.equal(asked.length, 1);
});

test("a token is renewed before its end, and not by everybody at one time", async () => {
  const moments = new Set();
  for (let time = 0; time < 20; time += 1) {
    tokensOf(names).begin(given());
    const left = (JSON.parse(sessionStorage.getItem("id")).until - Date.now()) / 1000;
    assert.ok(left > 0.74 * DAY && left <= 0.95 * DAY, String(left));
    moments.add(Math.round(left / 600));
  }
  assert.ok(moments.size > 5);
  mock.timers.enable({ apis: ["Date"], now: Date.now() + 0.96 * DAY * 1000 });
  try {
    const asked = pool(Response.json({ AuthenticationResult: given(2) }));
    assert.equal(await tokensOf(names).idToken(), tokenOf("siti", 2));
    assert.equal(asked[0].AuthFlow, "REFRESH_TOKEN_AUTH");
  } finally {
    mock.timers.reset();
  }
});

test("a token that the API refused is not taken from the tab again", async () => {
  const tokens = tokensOf(names);
  tokens.begin(given());
  tokens.forgetIdToken();
  pool(Response.json({ AuthenticationResult: given(2) }));
  assert.equal(await tokensOf(names).idToken(), tokenOf("siti", 2));
});

test("who wants to stay logged in is, in another tab too, until they log out", async () => {
  answering();
  await logIn("siti@contoh.id", "kereta api malam", { onDevice: true });
  assert.equal(sessionStorage.getItem("refresh"), null);
  sessionStorage.clear();
  assert.ok(loggedIn());
  assert.equal(person().sub, "siti");
  await logOut();
  assert.deepEqual([localStorage.getItem("refresh"), localStorage.getItem("id"), loggedIn(), person()], [null, null, false, null]);
});

test("a tab that found the login of the device knows when it is over", async () => {
  answering();
  await logIn("siti@contoh.id", "kereta api malam", { onDevice: true });
  const tab = anotherTab();
  assert.equal(tab.person().sub, "siti");
  // the other tab logs out, and keeps nothing on the device
  for (const name of ["refresh", "id", "stay"]) localStorage.removeItem(name);
  assert.equal(tab.loggedIn(), false);
  await assert.rejects(tab.idToken(), LoggedOut);
});

test("a login of before that was kept on the device does not outlive one that is not", async () => {
  answering();
  await logIn("siti@contoh.id", "kereta api malam", { onDevice: true });
  await logIn("siti@contoh.id", "kereta api malam");
  assert.equal(anotherTab().loggedIn(), false);
});

test("a session that the pool does not renew is over", async () => {
  tokensOf(names).begin({ ...given(), ExpiresIn: 1 });
  pool(Response.json({ __type: "NotAuthorizedException" }, { status: 400 }));
  const tokens = tokensOf(names);
  await assert.rejects(tokens.idToken(), LoggedOut);
  assert.equal(tokens.loggedIn(), false);
});

test("while too many log in it is tried again, with growing pauses, and people are told", async () => {
  let told = 0;
  const asked = pool(busy(), new TypeError("Failed to fetch"), busy(), good());
  await logIn("siti@contoh.id", "kereta api malam", { waiting: () => (told += 1) });
  assert.deepEqual([asked.length, told], [4, 3]);
  const [first, , third] = pauses;
  assert.ok(first >= 500 && third >= 2000, String(pauses));
});

test("in the end people are told that it is busy, and a wrong password is asked for once", async () => {
  const asked = pool(...Array.from({ length: 5 }, busy));
  await assert.rejects(logIn("siti@contoh.id", "kereta"), (error) => error instanceof Unreachable && error.busy === true);
  assert.equal(asked.length, 5);
  const refused = pool(Response.json({ __type: "NotAuthorizedException" }, { status: 400 }));
  await assert.rejects(logIn("siti@contoh.id", "kereta"), IdentityProblem);
  assert.equal(refused.length, 1);
});

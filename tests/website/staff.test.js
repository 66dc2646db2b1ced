import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, tokenOf } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { LoggedOut, Problem, Unreachable } from "../../website/lib/base/errors.js";
import * as staff from "../../website/petugas/account/identity.js";
import { ownPath } from "../../website/petugas/account/paths.js";
import { chooseKey, followKeys, keyOf, nameOf, takeUsualKeys } from "../../website/petugas/keys/keys.js";
import { closeSessions } from "../../website/petugas/requests/closures.js";
import { changeQuota } from "../../website/petugas/requests/quotas.js";

const PREVIEW = { slots: [], parties: 0, people: 0, etag: '"7"' };
const CLOSING = { from: "2026-12-08", to: "2026-12-08", reason: "Listrik padam" };
const QUOTA = { office_id: "bogor", date: "2026-12-08", session: "morning", etag: '"3"' };
const dropped = () => new TypeError("Failed to fetch");
const keys = (requests) => requests.map(({ headers }) => headers["Idempotency-Key"]);
const press = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more });

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("a closing whose answer was lost is asked for under the same key, also by a later press; another one is not", async () => {
  const lost = answering(...Array.from({ length: 5 }, dropped));
  await assert.rejects(closeSessions("bogor", PREVIEW, CLOSING), Unreachable);
  const other = answering(Response.json({ closure_id: "5DEF" }));
  await closeSessions("bogor", PREVIEW, { ...CLOSING, reason: "Banjir" });
  assert.ok(!keys(lost).includes(keys(other)[0]));
  const again = answering(Response.json({ closure_id: "4RSY" }), Response.json({ closure_id: "7K3M" }), Response.json({ closure_id: "9ABC" }));
  await closeSessions("bogor", PREVIEW, CLOSING);
  assert.deepEqual([...new Set([...keys(lost), ...keys(again)])].length, 1);
  assert.deepEqual(again[0].headers["If-Match"], '"7"');
  await closeSessions("bogor", PREVIEW, CLOSING);
  await closeSessions("bogor", PREVIEW, { ...CLOSING, reason: "Banjir" });
  assert.equal(new Set(keys(again)).size, 3);
});

test("a closing that was refused is another one when it is tried again", async () => {
  const requests = answering(Response.json({ code: "version_conflict" }, { status: 412 }), Response.json({ closure_id: "4RSY" }));
  await assert.rejects(closeSessions("bogor", PREVIEW, CLOSING), Problem);
  await closeSessions("bogor", PREVIEW, CLOSING);
  assert.equal(new Set(keys(requests)).size, 2);
});

test("a change of a quota names the version that was seen, and may be repeated", async () => {
  const requests = answering(dropped(), Response.json({ ...QUOTA, capacity: 40 }));
  const changed = await changeQuota(QUOTA, { capacity: 40, reason: "Dua petugas sakit" });
  assert.equal(changed.capacity, 40);
  assert.deepEqual(
    requests.map(({ method, address, headers }) => [method, address, headers["If-Match"]]),
    Array(2).fill(["PUT", "/api/admin/offices/bogor/quotas/2026-12-08/morning", '"3"']),
  );
});

test("keys are named as they are pressed, and keys that only change others are none", () => {
  assert.equal(nameOf(press("F2")), "F2");
  assert.equal(nameOf(press("z", { ctrlKey: true })), "Ctrl+Z");
  assert.equal(nameOf(press("Control", { ctrlKey: true })), "");
  assert.equal(nameOf(press("z", { metaKey: true })), "");
});

test("a key may be chosen unless it is a letter alone, needed by the browser, or does something already", () => {
  assert.equal(chooseKey("next", "n"), "letter");
  assert.equal(chooseKey("next", "Shift+N"), "letter");
  assert.equal(chooseKey("next", "Enter"), "letter");
  assert.equal(chooseKey("next", "F5"), "taken");
  assert.equal(chooseKey("next", "Ctrl+W"), "taken");
  assert.equal(chooseKey("next", "F4"), "used");
  assert.equal(keyOf("next"), "F2");
  assert.equal(chooseKey("next", "Alt+N"), "ok");
  assert.equal(keyOf("next"), "Alt+N");
  assert.equal(chooseKey("recall", "F2"), "ok");
  takeUsualKeys();
  assert.deepEqual([keyOf("next"), keyOf("recall")], ["F2", "F4"]);
});

test("a key that is held down counts once, and Ctrl+Z in a field is the field's", () => {
  const done = [];
  let listen;
  globalThis.addEventListener = (_, listener) => (listen = listener);
  globalThis.Element = class {
    closest = () => this;
  };
  followKeys({ next: () => done.push("next"), undo: () => done.push("undo") });
  globalThis.addEventListener = () => {};
  const event = (key, more = {}) => ({ ...press(key), repeat: false, target: null, prevented: 0, preventDefault() { this.prevented += 1; }, ...more });
  const held = event("F2", { repeat: true });
  for (const each of [event("F2"), held, event("F4"), event("z", { ctrlKey: true }), event("z", { ctrlKey: true, target: new Element() })]) listen(each);
  assert.deepEqual(done, ["next", "undo"]);
  assert.equal(held.prevented, 1, "the browser does nothing with it either");
});

/** A pool that gives tokens to whoever names themselves, or asks for a code before. */
function pool({ asksForCode = false } = {}) {
  globalThis.fetch = async (address, options) => {
    if (address.endsWith("/config.json")) return Response.json({ api: "/api", identity: "https://pool.invalid/", client_id: "counter" });
    const { AuthParameters, ChallengeResponses } = JSON.parse(options.body);
    if (asksForCode && AuthParameters) return Response.json({ ChallengeName: "SOFTWARE_TOKEN_MFA", Session: "session-1", ChallengeParameters: {} });
    const who = ChallengeResponses?.USERNAME ?? AuthParameters?.USERNAME;
    return Response.json({ AuthenticationResult: { IdToken: tokenOf(who), ExpiresIn: 600, RefreshToken: `refresh-${who}` } });
  };
}

const stored = () => ["staff-refresh", "staff-shift", "typed"].map((name) => `${sessionStorage.getItem(name)} ${localStorage.getItem(name)}`).join();

test("of a login only the refresh token is kept, in the tab", async () => {
  pool({ asksForCode: true });
  await staff.logIn("budi", "jendela hijau");
  assert.equal(staff.loggedIn(), false);
  assert.doesNotMatch(stored(), /jendela|session-1|refresh/);
  await staff.enterCode("123456");
  assert.equal(staff.loggedIn(), true);
  assert.equal(JSON.parse(sessionStorage.getItem("staff-refresh")), "refresh-budi");
  assert.equal(localStorage.getItem("staff-refresh"), null);
  assert.doesNotMatch(stored(), /jendela|session-1|123456/);
  await staff.logOut();
  assert.doesNotMatch(stored(), /refresh|budi/);
  await assert.rejects(staff.idToken(), LoggedOut);
});

test("a second tab of one person goes on, and somebody else's login ends this one", async () => {
  pool();
  await staff.logIn("budi", "jendela hijau");
  const here = sessionStorage.getItem("staff-shift");
  // another tab of the same person: its own session, the same device
  sessionStorage.removeItem("staff-shift");
  await staff.logIn("budi", "jendela hijau");
  assert.equal(sessionStorage.getItem("staff-shift"), here);
  assert.equal(staff.loggedIn(), true);
  localStorage.setItem("staff-shift", JSON.stringify({ name: "another", who: "pusat" }));
  assert.equal(staff.loggedIn(), false);
  await assert.rejects(staff.idToken(), LoggedOut);
  assert.equal(sessionStorage.getItem("staff-refresh"), null);
});

test("a login leads on to pages of the staff alone", () => {
  globalThis.location = { origin: "https://antrean.invalid" };
  assert.equal(ownPath("/petugas/kuota/2026-12-08?x=1"), "/petugas/kuota/2026-12-08?x=1");
  for (const path of [null, "", "/antrean", "//contoh.id/petugas/kuota", "/petugasan", "/petugas/../antrean", "https://contoh.id/petugas/kuota", "javascript:1"]) {
    assert.equal(ownPath(path), "/petugas", String(path));
  }
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { Problem } from "../../website/lib/base/errors.js";
import { changeProfile, ownProfile } from "../../website/lib/requests/profile.js";

const SETTINGS = { language: "en", reminders: false };
const PROFILE = { full_name: "Siti Rahayu", ...SETTINGS };

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("settings are sent again, as they are, when the answer was lost or the service was busy", async () => {
  const busy = Response.json({ code: "busy" }, { status: 503 });
  const requests = answering(new TypeError("Failed to fetch"), busy, Response.json(PROFILE));
  let told = 0;
  assert.deepEqual(await changeProfile(SETTINGS, { waiting: () => (told += 1) }), PROFILE);
  assert.deepEqual(
    requests.map(({ method, address, body, headers }) => [method, address, JSON.parse(body), headers["Content-Type"], headers.Authorization !== undefined]),
    Array(3).fill(["PATCH", "/api/me", SETTINGS, "application/json", true]),
  );
  assert.equal(told, 2);
});

test("an account is asked for in the name of who is logged in; a refusal is an error", async () => {
  const requests = answering(Response.json(PROFILE));
  assert.deepEqual(await ownProfile(), PROFILE);
  assert.ok(requests[0].headers.Authorization.startsWith("Bearer "));
  answering(Response.json({ code: "forbidden" }, { status: 403 }));
  await assert.rejects(ownProfile(), (error) => error instanceof Problem && error.code === "forbidden");
});

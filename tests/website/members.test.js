import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { Problem, Unreachable } from "../../website/lib/base/errors.js";
import { inviteAgain, memberOf, noteLogin, putMember } from "../../website/petugas/requests/staff.js";

const STATE = { name: "Dewi Lestari", email: "dewi@contoh.id", groups: ["officers"], offices: ["bogor"], enabled: true };
const MEMBER = { ...STATE, staff_id: "5DEF", username: "dewi@contoh.id", etag: '"7"' };
const BODY = { ...STATE, reason: "Baru di loket" };
const dropped = () => new TypeError("Failed to fetch");
const lost = () => answering(...Array.from({ length: 5 }, dropped));
const keys = (requests) => requests.map(({ headers }) => headers["Idempotency-Key"]);

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("an invitation or a change whose answer was lost keeps its key until it is answered; another one has its own", async () => {
  for (const seen of [undefined, MEMBER]) {
    const first = lost();
    await assert.rejects(putMember(MEMBER.username, seen, BODY), Unreachable);
    const other = answering(Response.json(MEMBER));
    await putMember(MEMBER.username, seen, { ...BODY, reason: "Pindah" });
    const again = answering(Response.json(MEMBER), Response.json(MEMBER));
    await putMember(MEMBER.username, seen, BODY);
    await putMember(MEMBER.username, seen, BODY);
    assert.equal(new Set([...keys(first), keys(again)[0]]).size, 1);
    assert.equal(new Set([...keys(first), ...keys(other), ...keys(again)]).size, 3);
  }
});

test("a change names the version that was seen, and an invitation that of nobody; the name is one part of the address", async () => {
  const requests = answering(Response.json(MEMBER), Response.json(MEMBER));
  await putMember(MEMBER.username, undefined, BODY);
  await putMember(MEMBER.username, MEMBER, BODY);
  assert.deepEqual(
    requests.map(({ method, address, headers }) => [method, address, headers["If-Match"]]),
    [
      ["PUT", "/api/staff/users/dewi%40contoh.id", '"0"'],
      ["PUT", "/api/staff/users/dewi%40contoh.id", '"7"'],
    ],
  );
});

test("a change that was refused is another one when it is tried again", async () => {
  const requests = answering(Response.json({ code: "version_conflict" }, { status: 412 }), Response.json(MEMBER));
  await assert.rejects(putMember(MEMBER.username, MEMBER, BODY), Problem);
  await putMember(MEMBER.username, MEMBER, BODY);
  assert.equal(new Set(keys(requests)).size, 2);
});

test("a reset whose answer was lost keeps its key, so that one password is mailed", async () => {
  const first = lost();
  await assert.rejects(inviteAgain(MEMBER, "Telepon hilang"), Unreachable);
  const again = answering(Response.json(MEMBER), Response.json(MEMBER));
  await inviteAgain(MEMBER, "Telepon hilang");
  await inviteAgain(MEMBER, "Telepon hilang");
  assert.equal(new Set([...keys(first), keys(again)[0]]).size, 1);
  assert.equal(new Set(keys(again)).size, 2);
});

test("a person is found by the id in the address, and nobody else is", async () => {
  answering(Response.json({ staff: [MEMBER] }), Response.json({ staff: [MEMBER] }));
  assert.deepEqual(await memberOf("5DEF"), MEMBER);
  await assert.rejects(memberOf("4RSY"), Problem);
});

test("a login is told once, and not again where nobody answers", async () => {
  const requests = answering(dropped());
  await assert.rejects(noteLogin(), Unreachable);
  assert.equal(requests.length, 1);
});

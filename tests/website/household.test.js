import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { applicantsOf } from "../../website/lib/device/drafts.js";
import { asPerson, keepMember, ownHousehold } from "../../website/lib/requests/household.js";
import { logIn } from "../../website/lib/account/identity.js";

const DEWI = { relation: "child", full_name: "Dewi Santoso", nik: "a NIK of 0007", birth_date: "2015-05-14" };
const MEMBER = { member_id: "v1.an id", relation: "child", full_name: "Dewi Santoso", nik_masked: "************0007" };
const HOW = { waiting: () => undefined };

beforeEach(begin);

test("a member is named by the id alone, and shown without a NIK", async () => {
  const requests = answering(Response.json({ members: [MEMBER, { ...MEMBER, member_id: "v1.another", nik_masked: "************0008" }] }));
  await logIn("siti@contoh.id", "kereta api malam");
  const person = asPerson(await keepMember(DEWI, HOW));
  assert.deepEqual(JSON.parse(requests[0].body), DEWI);
  assert.equal(person.nik, undefined);
  const self = { relation: "self" };
  assert.deepEqual(applicantsOf([self, person, DEWI]), [self, { relation: "child", member: "v1.an id" }, DEWI]);
});

test("the same person is kept under the same key until it is answered, and another under another", async () => {
  const lost = () => new Error("the line drops");
  const requests = answering(...Array.from({ length: 5 }, lost), Response.json({ members: [MEMBER] }), Response.json({ members: [] }));
  await logIn("siti@contoh.id", "kereta api malam");
  await assert.rejects(keepMember(DEWI, HOW));
  assert.ok(sessionStorage.getItem("household"));
  await keepMember({ ...DEWI }, HOW);
  assert.equal(sessionStorage.getItem("household"), null, "no NIK stays in the tab either");
  await keepMember({ ...DEWI, full_name: "Dewi" }, HOW);
  const keys = requests.map(({ headers }) => headers["Idempotency-Key"]);
  assert.equal(new Set(keys.slice(0, 6)).size, 1);
  assert.notEqual(keys[6], keys[0]);
});

test("whoever chooses in a rush is not kept waiting for the household", async () => {
  const requests = answering(new Error("the line drops"));
  await logIn("siti@contoh.id", "kereta api malam");
  await assert.rejects(ownHousehold({ hasty: true }));
  assert.equal(requests.length, 1);
});

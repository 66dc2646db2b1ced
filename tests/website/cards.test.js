import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin } from "./browser.js";
import { logIn } from "../../website/lib/account/identity.js";
import { Unreachable } from "../../website/lib/base/errors.js";
import { setRight } from "../../website/petugas/requests/identity.js";

const NIK = "a NIK of 0007";
const SEEN = { registered: true, version: 7, identity_level: 0, promised: false };
const WISH = { deed: "correct", reason: "KTP di loket 3", full_name: "Dewi Santoso" };
const lost = () => answering(...Array.from({ length: 5 }, () => new TypeError("Failed to fetch")));
const keys = (requests) => requests.map(({ headers }) => headers["Idempotency-Key"]);

beforeEach(async () => {
  begin();
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
});

test("a deed whose answer was lost keeps its key until it is answered; another one has its own", async () => {
  const first = lost();
  await assert.rejects(setRight("bogor", NIK, SEEN, WISH), Unreachable);
  const others = answering(Response.json(SEEN), Response.json(SEEN), Response.json(SEEN), Response.json(SEEN));
  await setRight("depok", NIK, SEEN, WISH);
  await setRight("bogor", "a NIK of 0008", SEEN, WISH);
  await setRight("bogor", NIK, { ...SEEN, version: 8 }, WISH);
  await setRight("bogor", NIK, SEEN, { ...WISH, full_name: "Dewi" });
  const again = answering(Response.json(SEEN), Response.json(SEEN));
  await setRight("bogor", NIK, SEEN, WISH);
  await setRight("bogor", NIK, SEEN, WISH);
  assert.equal(new Set([...keys(first), keys(again)[0]]).size, 1);
  assert.equal(new Set([...keys(first), ...keys(others), ...keys(again)]).size, 6);
});

test("a deed names the version of the account that was seen", async () => {
  const requests = answering(Response.json(SEEN));
  await setRight("bogor", NIK, SEEN, WISH);
  assert.deepEqual([requests[0].address, requests[0].headers["If-Match"]], ["/api/staff/offices/bogor/identity", '"7"']);
  assert.deepEqual(JSON.parse(requests[0].body), { nik: NIK, ...WISH });
});

test("the tab keeps nothing of a card, also while a deed was never answered", async () => {
  lost();
  await assert.rejects(setRight("bogor", NIK, SEEN, WISH), Unreachable);
  const [about] = Object.keys(JSON.parse(sessionStorage.getItem("unanswered")));
  assert.match(about, /^identity [0-9a-f]{8}$/);
});

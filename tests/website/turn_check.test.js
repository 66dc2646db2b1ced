import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { checked, rankChecked } from "../../website/lib/turns/check.js";

const TURNS = { begin: "2026-12-08T01:00:00Z", until: "2026-12-08T01:10:00Z" };
/** As `python3 tools/verify.py turn` computes it. */
const SEED = "8662f6d5ddc29b9b6071a4a53af332e1a42f4b6f05ab6dc3abbf8517d42a7883";
const HASH = "9d729b724470ec6ec0d61acb7a2db7448506f8969601b54125083f8cd93df4eb";
const AT = "2026-12-08T01:00:18Z";
const HOUR = { begin: "2026-12-08T01:00:00Z", seed_hash: HASH };
const OTHERS = [{ begin: "2026-12-08T00:00:00Z", seed_hash: "00" }, { begin: "2026-12-08T02:00:00Z", seed_hash: "11" }];

test("a turn follows from the seed of its hour and the account, and the seed has the hash that was public before", async () => {
  const found = await checked(TURNS, "warga-7", [...OTHERS, { ...HOUR, seed: SEED }]);
  assert.deepEqual(found, { known: Date.parse("2026-12-08T02:00:00Z"), hash: HASH, seed: SEED, sound: true, at: AT });
});

test("another account has another turn, and another seed does not have the hash", async () => {
  const other = await checked(TURNS, "warga-8", [{ ...HOUR, seed: SEED }]);
  assert.notEqual(other.at, AT);
  const changed = await checked(TURNS, "warga-7", [{ ...HOUR, seed: SEED.replace(/^../, "ff") }]);
  assert.equal(changed.sound, false);
});

test("until the hour is over there is the hash, and when the seed will be", async () => {
  assert.deepEqual(await checked(TURNS, "warga-7", [HOUR]), { known: Date.parse("2026-12-08T02:00:00Z"), hash: HASH });
  assert.equal(await checked(TURNS, "warga-7", OTHERS), undefined);
});

test("a rank on the waiting list follows from the seed of the hour of joining under another label", async () => {
  const found = await rankChecked("2026-12-08T01:59:59Z", "warga-7", [...OTHERS, { ...HOUR, seed: SEED }]);
  // as `python3 tools/verify.py rank` computes it
  assert.deepEqual(found, { known: Date.parse("2026-12-08T02:00:00Z"), hash: HASH, seed: SEED, sound: true, number: 3091027448 });
  assert.equal(await rankChecked("2026-12-08T03:00:00Z", "warga-7", OTHERS), undefined);
});

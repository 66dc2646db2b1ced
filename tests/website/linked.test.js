import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { linkedCode, whenLinked } from "../../website/lib/people/code.js";

const listeners = new Map();
const follow = (hash) => {
  globalThis.location = { hash };
  listeners.get("hashchange")?.();
};

beforeEach(() => {
  begin();
  listeners.clear();
  globalThis.addEventListener = (name, act) => listeners.set(name, act);
  globalThis.removeEventListener = (name, act) => listeners.get(name) === act && listeners.delete(name);
});

test("the link of a mail brings its code along, as it is written or typed", () => {
  for (const [hash, code] of [["#K7QP-2M4X", "K7QP-2M4X"], ["#k7qp2m4x", "K7QP-2M4X"], ["#main", ""], ["#%", ""], ["", ""]]) {
    globalThis.location = { hash };
    assert.equal(linkedCode(), code);
  }
});

test("a link that is followed in the tab of the page fills the code in, until the page is left", () => {
  const filled = [];
  const leave = whenLinked((code) => filled.push(code));
  for (const hash of ["#K7QP-2M4X", "#main", "#2M4X-K7QP"]) follow(hash);
  assert.deepEqual(filled, ["K7QP-2M4X", "2M4X-K7QP"]);
  leave();
  follow("#K7QP-2M4X");
  assert.equal(filled.length, 2);
});

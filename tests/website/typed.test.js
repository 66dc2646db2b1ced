import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { forgetTyped, keepTyped, typedAt } from "../../website/lib/device/typed.js";

/** A form with these values; those of `secret` are for passwords. */
function formOf(values, secret) {
  return { values, querySelectorAll: () => secret.map((name) => ({ getAttribute: () => name })) };
}

globalThis.FormData = class {
  constructor(form) {
    this.form = form;
  }
  [Symbol.iterator]() {
    return Object.entries(this.form.values)[Symbol.iterator]();
  }
};

beforeEach(begin);

test("what is typed is kept in this tab, but no password, also while it is shown", () => {
  keepTyped("/daftar", formOf({ email: "siti@contoh.id", password: "kereta api malam" }, ["password"]));
  assert.deepEqual(typedAt("/daftar"), { email: "siti@contoh.id" });
  assert.equal(localStorage.getItem("typed"), null);
  assert.ok(!sessionStorage.getItem("typed").includes("kereta"));
});

test("what was typed on one page is forgotten and what was typed on another stays", () => {
  keepTyped("/masuk", formOf({ email: "siti@contoh.id" }, []));
  keepTyped("/antre/orang", formOf({ name: "Dewi" }, []));
  forgetTyped("/antre/");
  assert.deepEqual([typedAt("/masuk"), typedAt("/antre/orang")], [{ email: "siti@contoh.id" }, undefined]);
});

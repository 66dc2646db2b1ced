import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin } from "./browser.js";
import { forgetTyped, keepTyped, typedAt } from "../../website/lib/device/typed.js";

/** A form with these values; a selector finds those of its fields that `found` has for a part of it. */
function formOf(values, found = {}) {
  const named = (selector) => selector.split(", ").flatMap((part) => found[part] ?? []);
  return { values, querySelectorAll: (selector) => named(selector).map((name) => ({ getAttribute: () => name })) };
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
  keepTyped("/daftar", formOf({ email: "siti@contoh.id", password: "kereta api malam" }, { "[autocomplete$=-password]": ["password"] }));
  assert.deepEqual(typedAt("/daftar"), { email: "siti@contoh.id" });
  assert.equal(localStorage.getItem("typed"), null);
  assert.ok(!sessionStorage.getItem("typed").includes("kereta"));
});

test("what a page says must not be kept is not", () => {
  keepTyped("/petugas/kartu", formOf({ nik: "a NIK of 0007", reason: "KTP di loket 3" }, { "[data-unkept]": ["nik"] }));
  assert.deepEqual(typedAt("/petugas/kartu"), { reason: "KTP di loket 3" });
});

test("what was typed on one page is forgotten and what was typed on another stays", () => {
  keepTyped("/masuk", formOf({ email: "siti@contoh.id" }));
  keepTyped("/antre/orang", formOf({ name: "Dewi" }));
  forgetTyped("/antre/");
  assert.deepEqual([typedAt("/masuk"), typedAt("/antre/orang")], [{ email: "siti@contoh.id" }, undefined]);
});

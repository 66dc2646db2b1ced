import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, speaking } from "./browser.js";
import { canShare, share, ticketLines, whatsAppAddress } from "../../website/lib/device/share.js";
import { plusDays, today } from "../../website/lib/words/times.js";

const ZONE = "Asia/Makassar";
const DATE = plusDays(today(ZONE), 1);
const BOOKING = {
  booking_id: "7K3M9QWERTY2PASD",
  account_id: "siti",
  status: "confirmed",
  office_name: "Kantor Imigrasi Denpasar",
  timezone: ZONE,
  date: DATE,
  arrive_from: "09:01",
  arrive_until: "10:00",
  applicants: [
    { relation: "self", full_name: "Siti Rahayu", presence: "present", queue_number: "A-001", nik_masked: "************0001" },
    { relation: "child", full_name: "Dewi Santoso", presence: "left", queue_number: "A-002" },
    { relation: "child", full_name: "Agus Santoso", queue_number: "A-003" },
  ],
};
const PICTURE = new File([], "ticket.png", { type: "image/png" });

/** A browser that shares as it is told to; returns what was shared and where it went instead. */
function browser(manner = {}) {
  const done = { shared: [], opened: [] };
  const navigator = { share: async (what) => void done.shared.push(what), ...manner };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  globalThis.location = { assign: (address) => void done.opened.push(address) };
  return done;
}

beforeEach(async () => {
  begin();
  await speaking("id");
});

test("a ticket tells where, when, and the numbers of those who come; nothing of who they are", () => {
  const lines = ticketLines(BOOKING);
  const text = lines.join("\n");
  for (const told of ["Kantor Imigrasi Denpasar", "09.01 sampai 10.00 WITA", "A-001, A-003", "7K3M 9QWE RTY2 PASD", DATE.slice(0, 4)]) assert.ok(text.includes(told), told);
  for (const kept of ["A-002", "0001", "*", "Siti", "Rahayu", "Santoso", "siti", "http"]) assert.ok(!text.includes(kept), kept);
  assert.equal(new URL(whatsAppAddress(lines)).searchParams.get("text"), text);
  assert.equal(new URL(whatsAppAddress(lines)).origin, "https://wa.me");
});

test("in English too", async () => {
  await speaking("en");
  assert.ok(ticketLines(BOOKING).includes("When to come: 09:01 to 10:00 WITA"));
});

test("the picture goes with the words, where the device takes pictures", async () => {
  let done = browser({ canShare: ({ files }) => files.length === 1 });
  assert.ok(canShare());
  await share(["one", "two"], PICTURE);
  assert.deepEqual(done, { shared: [{ text: "one\ntwo", files: [PICTURE] }], opened: [] });
  for (const manner of [{ canShare: () => false }, {}]) {
    done = browser(manner);
    await share(["one"], PICTURE);
    assert.deepEqual(done.shared, [{ text: "one" }]);
  }
  done = browser({ canShare: () => true });
  await share(["one"], null);
  assert.deepEqual(done.shared, [{ text: "one" }]);
});

test("who thinks better of it stays here; where the browser refuses, WhatsApp opens", async () => {
  const refusing = (name) => browser({ share: () => Promise.reject(new DOMException("refused", name)) });
  for (const name of ["AbortError", "InvalidStateError"]) {
    const done = refusing(name);
    await share(["one"], null);
    assert.deepEqual(done.opened, []);
  }
  const done = refusing("NotAllowedError");
  await share(["one & two"], null);
  assert.deepEqual(done.opened, ["https://wa.me/?text=one%20%26%20two"]);
});

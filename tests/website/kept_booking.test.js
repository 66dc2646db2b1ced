import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { BOOKING, pageAt, painted, visiting } from "./pages.js";
import { logIn } from "../../website/lib/account/identity.js";
import { isHeard } from "../../website/lib/base/clock.js";
import { keepTicket } from "../../website/lib/device/tickets.js";
import { t } from "../../website/lib/words/texts.js";

const { show } = await pageAt("bookings/booking.js");

const HOUR = 3_600_000;
const { now } = Date;
let kept = () => {};
const { setItem } = Object.getPrototypeOf(localStorage);
localStorage.setItem = (name, value) => {
  setItem.call(localStorage, name, value);
  if (name === "tickets") kept();
};

/** Wait until an answer is kept, and for what the page does then. */
async function answered() {
  await new Promise((done) => (kept = done));
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
}

beforeEach(async () => {
  begin();
  await speaking("id");
  globalThis.location = { pathname: `/antrean/${BOOKING.booking_id}` };
});

test("a kept booking that a device's clock closed is painted again once the service has told the time, though it is as it was; and only then", async () => {
  const service = Date.parse("2026-12-06T03:00:00Z");
  Date.now = () => service + 48 * HOUR;
  const answers = () => answering(...[1, 2].map(() => Response.json(BOOKING, { headers: { Date: new Date(service).toUTCString() } })));
  answers();
  await logIn("siti@contoh.id", "kereta api malam");
  keepTicket(BOOKING);
  const visit = visiting({ booking_id: BOOKING.booking_id });
  const first = await show(visit);
  assert.ok(!isHeard() && painted(first.content).includes(t("booking.too_late")));
  first.shown();
  await answered();
  assert.equal(visit.changed.length, 1);
  const [state] = visit.changed;
  const again = await show(visiting({ booking_id: BOOKING.booking_id }, "", state));
  assert.ok(isHeard() && painted(again.content).includes(t("booking.cancel")) && !painted(again.content).includes(t("booking.too_late")));

  const requests = answers();
  const later = visiting({ booking_id: BOOKING.booking_id });
  (await show(later)).shown();
  await answered();
  assert.deepEqual([requests.length, later.changed], [1, []]);
  Date.now = now;
});

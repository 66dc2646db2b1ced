import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, speaking } from "./browser.js";
import { BOOKING, pageAt, painted, visiting } from "./pages.js";
import { awaitOffer, install, wayToInstall } from "../../website/lib/device/offline.js";
import { keepTicket } from "../../website/lib/device/tickets.js";
import { t } from "../../website/lib/words/texts.js";
import { plusDays, today } from "../../website/lib/words/times.js";

const { show } = await pageAt("bookings/booking.js");

const TICKET = { ...BOOKING, date: plusDays(today(BOOKING.timezone), 3) };
const browser = (navigator) => Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });

beforeEach(async () => {
  begin();
  browser({});
  await speaking("id");
});

test("a browser that offers it puts the site on the screen by a button, once; Safari by its menu, and not where it is there already", async () => {
  assert.equal(wayToInstall(), "none");
  browser({ standalone: false });
  assert.equal(wayToInstall(), "menu");
  browser({ standalone: true });
  assert.equal(wayToInstall(), "none");
  browser({});
  const heard = {};
  const { addEventListener } = globalThis;
  globalThis.addEventListener = (name, act) => (heard[name] = act);
  awaitOffer();
  globalThis.addEventListener = addEventListener;
  const offer = { asked: 0, kept: 0, preventDefault: () => (offer.kept += 1), prompt: async () => void (offer.asked += 1) };
  heard.beforeinstallprompt(offer);
  assert.equal(wayToInstall(), "button");
  await install();
  assert.deepEqual([offer.kept, offer.asked, wayToInstall()], [1, 1, "none"]);
  heard.beforeinstallprompt(offer);
  heard.appinstalled();
  assert.equal(wayToInstall(), "none");
});

test("the hint stands on the page of a booking that was just made, where there is a way, and at no other time", async () => {
  keepTicket(TICKET);
  const page = async (query) => painted((await show(visiting({ booking_id: BOOKING.booking_id }, query))).content);
  assert.ok(!(await page("baru")).includes(t("install.title")));
  browser({ standalone: false });
  assert.ok((await page("baru")).includes(t("install.menu")));
  assert.ok(!(await page("")).includes(t("install.title")));
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering, begin, speaking } from "./browser.js";
import { pageAt, painted, visiting } from "./pages.js";
import { logIn } from "../../website/lib/account/identity.js";
import { newBooking } from "../../website/lib/device/drafts.js";
import { deviceMark } from "../../website/lib/device/mark.js";
import { t } from "../../website/lib/words/texts.js";

const { show: logInPage } = await pageAt("account/log_in.js");
const { show: signUpPage } = await pageAt("account/sign_up.js");
const { show: check } = await pageAt("book/check.js");

const SLOT = { office_id: "bandung", office_name: "Kantor Imigrasi Bandung", timezone: "Asia/Jakarta", date: "2026-12-08", session: "morning", arrive_from: "09:01", arrive_until: "10:00" };

/** Where texts stand in what is painted, in the order in which they were asked for. */
const places = (html, ...keys) => keys.map((key) => html.indexOf(t(key)));

beforeEach(async () => {
  begin();
  await speaking("id");
  globalThis.location = { pathname: "/masuk", hash: "", search: "", href: "https://antrean.invalid/masuk" };
});

test("registering stands before logging in where nobody has logged in before, and after it elsewhere", () => {
  const page = () => painted(logInPage(visiting()).content);
  const [register, known, email] = places(page(), "log_in.new_title", "log_in.known_title", "log_in.email");
  assert.ok(0 <= register && register < known && known < email);
  deviceMark();
  const [last, none, first] = places(page(), "log_in.new_title", "log_in.known_title", "log_in.email");
  assert.ok(none < 0 && 0 <= first && first < last);
});

test("the mail's link once more after the sign-up: where to log in, and the bookings for whom is logged in", async () => {
  location.hash = "#K7QP-2M4X";
  const [code, known] = places(painted((await signUpPage(visiting({ step: "kode" }))).content), "mailed.elsewhere", "log_in.known_title");
  assert.ok(0 <= code && code < known);
  answering();
  await logIn("siti@contoh.id", "kereta api malam");
  const [still, bookings] = places(painted((await signUpPage(visiting({ step: "kode" }))).content), "mailed.elsewhere", "site.my_booking");
  assert.ok(0 <= still && still < bookings, "the code of somebody else's sign-up is shown on this device too");
});

test("whoever checks the answers is told that who only helps need not come, with the way to it; nobody else is", async () => {
  const page = async (...people) => {
    newBooking.change({ slot: SLOT, service: "new", people });
    return painted((await check(visiting())).content);
  };
  const told = await page({ relation: "self" });
  assert.match(told.replace(t("people.helping"), "helping"), /href=\/antre\/orang>helping</);
  assert.ok(!(await page({ relation: "parent", full_name: "Agus", nik: "a NIK" })).includes(t("people.helping")));
});

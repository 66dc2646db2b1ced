// The pages that ask and answer: their addresses, and where each is.

import { translatePage } from "./lib/frame/frame.js";
import { showPerson } from "./lib/account/header.js";
import { config } from "./lib/base/config.js";
import { followOtherTabs, forgetIdToken, idToken, loginNumber, person, whenWhoChanges } from "./lib/account/identity.js";
import { awaitOffer, takeNewest } from "./lib/device/offline.js";
import { becomeOutdated, showAgain, start } from "./lib/frame/router.js";
import { sendAs } from "./lib/requests/call.js";

/**
 * Ask for what a page imports together with the page: otherwise it is asked for only once the page has come. This one is the first
 * page of most people, on slow lines.
 *
 * @param {string[]} names
 */
function ahead(...names) {
  for (const href of names.filter((name) => !document.querySelector(`link[href="${name}"]`))) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}

// requested together, because one after the other would take seconds on a slow line
config().catch(() => undefined);
sendAs({ forgetIdToken, idToken, loginNumber });
const translated = translatePage(showAgain);
const showWho = () => void translated.then(() => showPerson(person()?.email)).catch(() => undefined);
whenWhoChanges(showWho);
showWho();
followOtherTabs(showAgain);
awaitOffer();
void takeNewest(becomeOutdated);
await start(translated, [
  { path: "/kantor", load: () => (ahead("/pages/look/parts.js", "/pages/parts/details.js"), import("./pages/look/offices.js")) },
  { path: "/kantor/semua", load: () => import("./pages/look/every.js") },
  { path: "/kantor/:office_id", load: () => import("./pages/look/office.js") },
  { path: "/kantor/:office_id/:date", load: () => import("./pages/look/day.js") },
  { path: "/antre/layanan", load: () => import("./pages/book/service.js") },
  { path: "/antre/orang", load: () => import("./pages/book/people.js") },
  { path: "/antre/orang/:n", load: () => import("./pages/book/person.js") },
  { path: "/antre/periksa", load: () => import("./pages/book/check.js") },
  { path: "/antrean", load: () => import("./pages/bookings/bookings.js") },
  { path: "/antrean/:booking_id", load: () => import("./pages/bookings/booking.js") },
  { path: "/antrean/:booking_id/tiket", load: () => import("./pages/bookings/ticket.js") },
  { path: "/antrean/:booking_id/keluarga", load: () => import("./pages/bookings/add.js") },
  { path: "/antrean/:booking_id/keluarga/:n", load: () => import("./pages/book/person.js") },
  { path: "/antrean/:booking_id/pindah", load: () => import("./pages/bookings/move.js") },
  { path: "/antrean/:booking_id/pindah/:step", load: () => import("./pages/bookings/move.js") },
  { path: "/antrean/:booking_id/batal", load: () => import("./pages/bookings/cancel.js") },
  { path: "/antrean/:booking_id/keluarkan/:n", load: () => import("./pages/bookings/take_out.js") },
  { path: "/antrean/:booking_id/keberatan/:n", load: () => import("./pages/bookings/object.js") },
  { path: "/antrean/terdaftar/:booking_id", load: () => import("./pages/listings/listing.js") },
  { path: "/tunggu", load: () => import("./pages/waiting/entry.js") },
  { path: "/akun", load: () => import("./pages/account/account.js") },
  { path: "/akun/keluarga", load: () => import("./pages/household/household.js") },
  { path: "/akun/keluarga/:member_id", load: () => import("./pages/household/member.js") },
  { path: "/akun/telepon", load: () => import("./pages/account/phone.js") },
  { path: "/akun/sandi", load: () => import("./pages/account/new_password.js") },
  { path: "/akun/surel", load: () => import("./pages/account/address.js") },
  { path: "/akun/surel/:step", load: () => import("./pages/account/address.js") },
  { path: "/akun/dilihat", load: () => import("./pages/account/seen.js") },
  { path: "/akun/kunjungan", load: () => import("./pages/account/missed.js") },
  { path: "/akun/kunjungan/:booking_id", load: () => import("./pages/account/missed.js") },
  { path: "/akun/tutup", load: () => import("./pages/account/close.js") },
  { path: "/akun/identitas", load: () => import("./pages/account/identity.js") },
  { path: "/bantuan", load: () => import("./pages/help/help.js") },
  { path: "/giliran", load: () => import("./pages/turns/check.js") },
  { path: "/masuk", load: () => import("./pages/account/log_in.js") },
  { path: "/keluar", load: () => import("./pages/account/log_out.js") },
  { path: "/sandi", load: () => import("./pages/account/reset.js") },
  { path: "/sandi/:step", load: () => import("./pages/account/reset.js") },
  { path: "/daftar", load: () => import("./pages/account/sign_up.js") },
  { path: "/daftar/:step", load: () => import("./pages/account/sign_up.js") },
]);

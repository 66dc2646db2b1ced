// The staff's site: the addresses of its pages, and where each of them is. The citizens' site loads nothing of it.

import { config } from "../lib/base/config.js";
import { translatePage } from "../lib/frame/frame.js";
import { showAgain, start } from "../lib/frame/router.js";
import { sendAs } from "../lib/requests/call.js";
import { followOtherTabs, forgetIdToken, idToken, loginNumber } from "./account/identity.js";
import { followWho, paintHeader } from "./frame/header.js";

// requested together with the texts
config().catch(() => undefined);
sendAs({ forgetIdToken, idToken, loginNumber });
const translated = translatePage(() => {
  paintHeader();
  showAgain();
});
followOtherTabs(showAgain);
await translated;
followWho();
await start(translated, [
  { path: "/petugas", load: () => import("./pages/home.js") },
  { path: "/petugas/masuk", load: () => import("./pages/account/log_in.js") },
  { path: "/petugas/masuk/:step", load: () => import("./pages/account/challenge.js") },
  { path: "/petugas/pilih-kantor", load: () => import("./pages/office.js") },
  { path: "/petugas/petugas", load: () => import("./pages/staff/members.js") },
  { path: "/petugas/petugas/undang", load: () => import("./pages/staff/invite.js") },
  { path: "/petugas/petugas/:staff_id", load: () => import("./pages/staff/member.js") },
  { path: "/petugas/kantor", load: () => import("./pages/settings.js") },
  { path: "/petugas/pintu", load: () => import("./pages/day/door.js") },
  { path: "/petugas/loket", load: () => import("./pages/day/counter.js") },
  { path: "/petugas/hari-ini", load: () => import("./pages/day/today.js") },
  { path: "/petugas/hari-ini/luar-urutan", load: () => import("./pages/day/overtakings.js") },
  { path: "/petugas/nomor", load: () => import("./pages/day/walk_in.js") },
  { path: "/petugas/nomor/kursi", load: () => import("./pages/day/seats.js") },
  { path: "/petugas/banding", load: () => import("./pages/misses/appeals.js") },
  { path: "/petugas/banding/:booking_id", load: () => import("./pages/misses/appeal.js") },
  { path: "/petugas/kartu", load: () => import("./pages/card.js") },
  { path: "/petugas/papan", load: () => import("./pages/day/boards.js") },
  { path: "/petugas/papan/:office_id", load: () => import("./pages/day/board.js") },
  { path: "/petugas/kuota", load: () => import("./pages/quotas/week.js") },
  { path: "/petugas/kuota/banyak", load: () => import("./pages/quotas/bulk.js") },
  { path: "/petugas/kuota/:date", load: () => import("./pages/quotas/week.js") },
  { path: "/petugas/kuota/:date/:session", load: () => import("./pages/quotas/slot.js") },
  { path: "/petugas/penutupan", load: () => import("./pages/closures/close.js") },
  { path: "/petugas/penutupan/:closure_id", load: () => import("./pages/closures/closure.js") },
  { path: "/petugas/penutupan/:closure_id/telepon", load: () => import("./pages/closures/calls.js") },
  { path: "/petugas/tombol", load: () => import("./pages/keys.js") },
]);

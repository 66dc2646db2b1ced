// The pages that ask and answer: their addresses, and where each is.

import { dress } from "./lib/chrome.js";
import { refresh, start } from "./lib/router.js";

await dress(refresh);
start([
  { path: "/kantor", load: () => import("./pages/offices.js") },
  { path: "/kantor/:office_id", load: () => import("./pages/office.js") },
  { path: "/kantor/:office_id/:date", load: () => import("./pages/day.js") },
  { path: "/antre/layanan", load: () => import("./pages/service.js") },
  { path: "/antre/orang", load: () => import("./pages/people.js") },
  { path: "/antre/orang/:n", load: () => import("./pages/person.js") },
  { path: "/antre/periksa", load: () => import("./pages/check.js") },
  { path: "/masuk", load: () => import("./pages/log_in.js") },
  { path: "/sandi", load: () => import("./pages/reset.js") },
  { path: "/sandi/:step", load: () => import("./pages/reset.js") },
  { path: "/daftar", load: () => import("./pages/sign_up.js") },
  { path: "/daftar/:step", load: () => import("./pages/sign_up.js") },
]);

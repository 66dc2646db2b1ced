// The service worker: keeps the site itself on the device, so that a ticket opens without a signal. Nothing of a person
// is in it, and nothing of the API. Where it is served, a line is put before this one that says what the site consists of:
// SHELL, each file with the beginning of its SHA-256, and a version made of all of them.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const KEPT = `site-${SHELL.version}`;

/** The first parts of addresses that are pages of app.html. */
const PAGES = ["akun", "antre", "antrean", "bantuan", "daftar", "giliran", "kantor", "keluar", "masuk", "sandi", "tunggu"];

// A file whose digest is not the one in SHELL belongs to another release: then the installation fails, and begins again at
// the next visit. So a whole release is kept, or nothing of it.
worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

// A new release waits until a page that has loaded completely asks for it.
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  const name = mode === "navigate" ? pageAt(pathname) : pathname;
  if (method === "GET" && origin === location.origin && name in SHELL.files) {
    event.respondWith(kept(name, event.request, mode === "navigate" ? "" : event.clientId));
  }
});

async function keepAll() {
  const cache = await caches.open(KEPT);
  await Promise.all(
    Object.entries(SHELL.files).map(async ([name, digest]) => {
      const answer = await fetch(name, { cache: "no-cache" });
      if (!answer.ok || (await digestOf(answer.clone())) !== digest) {
        throw new Error(`${name} is not of this release`);
      }
      await cache.put(name, answer);
    }),
  );
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * The file that an address opens.
 *
 * @param {string} pathname
 */
function pageAt(pathname) {
  if (pathname === "/") return "/index.html";
  return PAGES.includes(pathname.split("/")[1] ?? "") ? "/app.html" : pathname;
}

/**
 * A kept file; it comes from the network if the device has deleted it, and for the staff's site, of which nothing is kept: all
 * files of a page have to be of one release.
 *
 * @param {string} name
 * @param {Request} request
 * @param {string} client who asks; "" for a page itself
 */
async function kept(name, request, client) {
  const page = client ? await worker.clients.get(client) : undefined;
  if (page && new URL(page.url).pathname.startsWith("/petugas")) return fetch(request);
  const cache = await caches.open(KEPT);
  return (await cache.match(name)) ?? fetch(request);
}

/** @param {Response} answer */
async function digestOf(answer) {
  const digest = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return [...new Uint8Array(digest)].slice(0, 4).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The site on the device: without a connection, and on its home screen. Once there is a ticket, the service worker keeps the site.
// People who only look at seats download no more than the pages that they see.

/** @typedef {Event & {prompt: () => Promise<unknown>}} Offer what Chromium's browsers tell (BeforeInstallPromptEvent) */

/** @type {Offer | undefined} */
let offer;

/** Have the site kept on this device, from now on in its newest release. */
export async function keepSite() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    // the connection was lost, or the browser refuses: then the ticket opens only where the site can be reached
  }
}

/**
 * Let a newer release take over if one was downloaded since the last visit. This page has loaded completely by then; what
 * it loads later is of the newer release.
 *
 * @param {() => void} outdated called when a newer release takes over, from here or from another tab
 */
export async function takeNewest(outdated) {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) {
    serviceWorker.addEventListener("controllerchange", outdated);
  }
  await loaded();
  // a browser that stores nothing may refuse even this question
  const registration = await serviceWorker.getRegistration().catch(() => undefined);
  registration?.waiting?.postMessage("take over");
}

/**
 * Keep what the browser tells once, long before anybody has a reason to want it: that it can put the site on the home screen. It
 * says nothing by itself then.
 */
export function awaitOffer() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = /** @type {Offer} */ (event);
  });
  addEventListener("appinstalled", () => (offer = undefined));
}

/** How the site can be put on the screen here: by a button, by the browser's own menu (Safari on a telephone), or not at all. */
export function wayToInstall() {
  if (offer) return "button";
  return "standalone" in navigator && !navigator.standalone ? "menu" : "none";
}

/** Ask the person; an offer can be made once. */
export async function install() {
  const made = offer;
  offer = undefined;
  await made?.prompt();
}

/** @returns {Promise<void>} */
function loaded() {
  return new Promise((done) => {
    if (document.readyState === "complete") done();
    else addEventListener("load", () => done(), { once: true });
  });
}

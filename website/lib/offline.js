// The site without a connection: the service worker keeps it on the device of whoever has a ticket. Those who only look
// download nothing that they do not look at.

const PATIENCE = 3_000;

/** Have the site kept on this device, from now on in its newest release. */
export async function keepSite() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    // the line dropped, or this browser keeps nothing: the ticket is there as long as the site can be reached
  }
}

/**
 * Called when a page has just been opened: a newer release that is ready takes over, and the page is loaded again.
 *
 * @param {() => void} outdated called when a newer release takes over later, from another tab
 */
export async function takeNewest(outdated) {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  // a browser that keeps nothing may refuse even the question
  const registration = await serviceWorker.getRegistration().catch(() => undefined);
  const waiting = registration?.waiting;
  if (waiting) {
    /** @type {Promise<boolean>} */
    const taken = new Promise((done) => {
      serviceWorker.addEventListener("controllerchange", () => done(true), { once: true });
      setTimeout(() => done(false), PATIENCE);
    });
    waiting.postMessage("take over");
    if (await taken) {
      location.reload();
      // the rest of this page never runs
      await new Promise(() => {});
    }
  }
  if (serviceWorker.controller) {
    serviceWorker.addEventListener("controllerchange", outdated);
  }
}

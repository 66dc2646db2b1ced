// The site without a connection: the service worker keeps it on the device of whoever has a ticket. Those who only look
// download nothing that they do not look at.

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
 * Let a newer release take over that came since the last visit. All of this page is there by then; what it would load
 * later is of the newer one.
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
  // a browser that keeps nothing may refuse even the question
  const registration = await serviceWorker.getRegistration().catch(() => undefined);
  registration?.waiting?.postMessage("take over");
}

/** @returns {Promise<void>} */
function loaded() {
  return new Promise((done) => {
    if (document.readyState === "complete") done();
    else addEventListener("load", () => done(), { once: true });
  });
}

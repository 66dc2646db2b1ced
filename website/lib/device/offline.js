// The site without a connection. Once there is a ticket, the service worker keeps the site on the device. People who only
// look at seats download no more than the pages that they see.

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

/** @returns {Promise<void>} */
function loaded() {
  return new Promise((done) => {
    if (document.readyState === "complete") done();
    else addEventListener("load", () => done(), { once: true });
  });
}

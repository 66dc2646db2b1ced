// Pages that are only read: puts their texts into the chosen language, and says who answers for people's data.

import { translatePage } from "./lib/frame/frame.js";

/**
 * Show on the page about privacy who answers for people's data, where this site was told. Its other texts do without.
 *
 * @param {Element} place
 */
async function showController(place) {
  const { config } = await import("./lib/base/config.js");
  const told = await config().catch(() => undefined);
  for (const name of /** @type {const} */ (["controller", "contact"])) {
    const value = told?.[name];
    const shown = place.querySelector(`[data-told="${name}"]`);
    if (!value || !shown) continue;
    shown.textContent = value;
    if (shown instanceof HTMLAnchorElement) shown.href = `mailto:${encodeURI(value)}`;
    shown.closest("[hidden]")?.removeAttribute("hidden");
  }
}

const controller = document.querySelector("[data-controller]");
if (controller) void showController(controller);
await translatePage();

// Addresses and pages: every question has an address of its own, and the browser's Back goes to the one before.

import { html, nothing, render } from "/vendor/lit-html.js";
import { LoggedOut, Problem, Redirect, Unreachable } from "../base/errors.js";
import { typedAt } from "../device/typed.js";
import { t } from "../words/texts.js";
import { errorSummary } from "./error_summary.js";
import { announce } from "./frame.js";

/** @typedef {import("./error_summary.js").FieldError} FieldError */

/**
 * @typedef {object} Visit
 * @property {Record<string, string>} params parts of the address
 * @property {URLSearchParams} query
 * @property {any} state what `again` was called with; at first the `values` that were typed and not sent, if any
 * @property {(path: string) => Promise<void>} go to another page
 * @property {(state: object) => Promise<void>} again show this page with another state, such as errors; with an empty
 *   one as if somebody had just come. Does nothing once another page is there
 * @property {(state: object, path?: string) => Promise<void>} update as `again`, with what is given added to the present state; the
 *   focus stays, and nothing is read aloud. With `path` the page has that address from then on
 * @property {(error: unknown) => Promise<void>} fail end as if `show` had thrown this
 */

/**
 * @typedef {object} Page
 * @property {string} title the page's one heading, and the window's title
 * @property {unknown} content
 * @property {string | null} [back] address of the page before; none by default
 * @property {FieldError[]} [errors]
 * @property {string} [announcement] what is read aloud when the page is shown, because it is not at the focus
 * @property {boolean} [ownHeading] whether the content has the heading itself, such as a legend
 * @property {boolean} [bare] without header and footer, for the counter
 * @property {() => (() => void) | void} [shown] called when somebody has come to the page; what it returns is called
 *   when they leave
 */

/**
 * Makes a page. It throws `Redirect` to have another page shown; `LoggedOut` leads to the login, and back after it.
 *
 * @typedef {(visit: Visit) => Promise<Page> | Page} Show
 */
/** @typedef {{path: string, load: () => Promise<{show: Show}>}} Route */

/** Milliseconds after which people are told that a page is being loaded. */
const SLOW = 400;

/** @type {Route[]} */
let routes = [];
let visits = 0;
/** The address of the page that is shown, or being loaded. */
let here = "";
/** The state with which the present page was made, or is being made. */
let present = {};
let outdated = false;
/** @type {(() => void) | void} */
let onLeave;

/**
 * Show the page of the present address, and from now on the page of every address that is gone to.
 *
 * @param {Promise<void>} translated when there are texts
 * @param {Route[]} known
 */
export async function start(translated, known) {
  routes = known;
  // loaded at the same time as the texts; if that fails, the page says so when it is made
  match(location.pathname)?.route.load().catch(() => undefined);
  await translated;
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    // only the part after # has changed, as by the link that skips the header: the page stays
    if (address() === here) return;
    if (outdated) location.reload();
    else void arrive({ top: history.state?.top ?? 0 });
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    const ours = link && link.origin === location.origin && !link.download && !link.target;
    if (plain && ours && !link.hash && match(link.pathname)) {
      event.preventDefault();
      void go(link.pathname + link.search);
    }
  });
  await arrive();
}

/** From now on load every page as a document of its own, because this script is older than the site. */
export function becomeOutdated() {
  outdated = true;
}

/**
 * Go to a page.
 *
 * @param {string} path
 */
export async function go(path) {
  history.replaceState({ top: scrollY }, "");
  if (!isShownHere(path)) {
    location.assign(path);
    return;
  }
  // a link that is pressed twice is one step for Back all the same
  if (path === address()) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  await arrive();
}

/**
 * Go to a page in place of the present one, which Back then leaves out.
 *
 * @param {string} path
 */
export async function replace(path) {
  if (!isShownHere(path)) {
    location.replace(path);
    return;
  }
  history.replaceState(null, "", path);
  await arrive();
}

/** Show the present page again, in another language. */
export function showAgain() {
  void arrive({ top: scrollY });
}

/**
 * Whether this script shows a page, rather than another file or another release of the site.
 *
 * @param {string} path
 */
function isShownHere(path) {
  return !outdated && match(new URL(path, location.href).pathname) !== null;
}

/** Where this site begins: "", or "/petugas" for the staff. */
function site() {
  return document.documentElement.dataset.site ?? "";
}

function address() {
  return location.pathname + location.search;
}

/**
 * Show the page of the present address to somebody who has just come.
 *
 * @param {{top?: number}} [where] how far down the page they were
 */
async function arrive({ top = 0 } = {}) {
  const values = typedAt(location.pathname);
  await show(values ? { values } : {}, (main) => {
    scrollTo(0, top);
    main.querySelector("h1")?.focus({ preventScroll: true });
  });
}

/**
 * @param {object} state
 * @param {(main: HTMLElement) => void} [arrived] called when the page is there, if somebody has just come to it
 * @param {boolean} [quiet] whether nobody asked for it: the focus stays, and nothing is said
 */
async function show(state, arrived, quiet = false) {
  visits += 1;
  const visit = visits;
  here = address();
  const waiting = setTimeout(() => {
    document.body.classList.add("is-waiting");
    if (!quiet) announce(t("page.loading"));
  }, SLOW);
  // nobody asked for it, so what does not come is no reason to take away what is there
  const page = await pageOf(state).catch((error) => (quiet && error instanceof Unreachable ? null : failure(error)));
  clearTimeout(waiting);
  // somebody has gone on to another page meanwhile, and that one is shown
  if (visit !== visits) return;
  document.body.classList.remove("is-waiting");
  present = state;
  if (!quiet) announce(page?.announcement ?? "");
  if (page) paint(page, arrived, quiet);
}

/**
 * @param {object} state
 * @returns {Promise<Page>}
 */
async function pageOf(state) {
  const found = match(location.pathname);
  if (!found) {
    return missing();
  }
  const from = address();
  const { show: make } = await found.route.load().catch(() => {
    throw new Unreachable();
  });
  return make({
    params: found.params,
    query: new URLSearchParams(location.search),
    state,
    go,
    again: async (next) => {
      if (address() === from) await (Object.keys(next).length ? show(next) : arrive());
    },
    update: async (next, path) => {
      if (address() !== from) return;
      if (path) history.replaceState(history.state, "", path);
      // at once, so that of two updates side by side the later one keeps what the earlier one brings
      present = { ...present, ...next };
      await show(present, undefined, true);
    },
    fail: async (error) => {
      const page = address() === from ? failure(error) : null;
      if (page) paint(page);
    },
  });
}

/**
 * @param {Page} page
 * @param {(main: HTMLElement) => void} [arrived] called if somebody came here, and the page did not only change
 * @param {boolean} [quiet] whether the focus stays
 */
function paint(page, arrived, quiet = false) {
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  const errors = page.errors ?? [];
  document.getElementById("loading")?.remove();
  document.title = `${errors.length ? t("page.error_title") : ""}${page.title} – ${t("site.name")}`;
  document.body.classList.toggle("is-bare", page.bare === true);
  if (arrived) {
    onLeave?.();
    // emptied first: otherwise fields that both pages have would keep what was typed into them
    render(nothing, main);
  }
  render(
    html`
      ${page.back ? html`<a href=${page.back} class="govuk-back-link">${t("page.back")}</a>` : ""}
      ${errors.length ? errorSummary(errors) : ""}
      ${page.ownHeading ? "" : html`<h1 class="govuk-heading-l" tabindex="-1">${page.title}</h1>`}
      ${page.content}
    `,
    main,
  );
  arrived?.(main);
  if (quiet) return;
  if (errors.length) {
    main.querySelector(/** @type {"div"} */ (".govuk-error-summary"))?.focus();
  } else if (!arrived && [document.body, main].includes(/** @type {HTMLElement} */ (document.activeElement))) {
    // what had the focus is gone, such as the button of a slot that was lost: go on from the heading
    main.querySelector("h1")?.focus();
  }
  if (arrived) {
    onLeave = page.shown?.();
  }
}

/**
 * The page that tells an error, or null if another page is shown in its place.
 *
 * @param {unknown} error
 * @returns {Page | null}
 */
function failure(error) {
  if (error instanceof LoggedOut) {
    void replace(`${site()}/masuk?lanjut=${encodeURIComponent(address())}`);
    return null;
  }
  if (error instanceof Redirect) {
    void replace(error.path);
    return null;
  }
  // the API knows nothing of this address, or refuses its form
  if (error instanceof Problem && [404, 422].includes(error.status)) {
    return missing();
  }
  if (!(error instanceof Unreachable)) {
    console.error(error);
  }
  const kind = error instanceof Unreachable ? (error.busy ? "busy" : "unreachable") : "failed";
  return {
    title: t(`page.${kind}.title`),
    content: html`
      <p class="govuk-body">${t(`page.${kind}.body`)}</p>
      <button type="button" class="govuk-button" @click=${() => arrive()}>${t("page.again")}</button>
    `,
  };
}

/** @returns {Page} */
function missing() {
  return {
    title: t("page.missing.title"),
    content: html`<p class="govuk-body">${t("page.missing.body")}</p>
      <p class="govuk-body ap-alone"><a class="govuk-link" href=${site() || "/"}>${t("page.home")}</a></p>`,
  };
}

/**
 * The route of a path, and the parts of the path that it names; null if there is none.
 *
 * @param {string} path
 */
function match(path) {
  for (const route of routes) {
    const names = [...route.path.matchAll(/:(\w+)/g)].map((found) => String(found[1]));
    const values = new RegExp(`^${route.path.replace(/:\w+/g, "([\\w.~-]+)")}/?$`).exec(path);
    if (values) {
      const params = Object.fromEntries(names.map((name, index) => [name, values[index + 1] ?? ""]));
      return { route, params };
    }
  }
  return null;
}

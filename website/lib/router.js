// Addresses and pages: every question has an address of its own, and the browser's Back goes to the one before.

import { html, nothing, render } from "/vendor/lit-html.js";
import { LoggedOut } from "./identity.js";
import { Problem, Unreachable } from "./api.js";
import { t } from "./texts.js";

/**
 * @typedef {object} FieldError
 * @property {string} field id of the field; "" for what no field can mend
 * @property {string} message
 */

/**
 * @typedef {object} Visit
 * @property {Record<string, string>} params parts of the address
 * @property {URLSearchParams} query
 * @property {any} state what `again` was called with; empty at first
 * @property {(path: string) => Promise<void>} go to another page
 * @property {(state: object) => Promise<void>} again show this page with another state, such as errors
 */

/**
 * @typedef {object} Page
 * @property {string} title the page's one heading, and the window's title
 * @property {unknown} content
 * @property {string | null} [back] address of the page before; none by default
 * @property {FieldError[]} [errors]
 * @property {boolean} [ownHeading] whether the content has the heading itself, such as a legend
 * @property {boolean} [bare] without header and footer, for the counter
 */

/** @typedef {(visit: Visit) => Promise<Page> | Page} Show */
/** @typedef {{path: string, load: () => Promise<{show: Show}>}} Route */

const SLOW = 400;

/** @type {Route[]} */
let routes = [];
let visits = 0;

/**
 * Show the page of the present address, and from now on the page of every address that is gone to.
 *
 * @param {Route[]} known
 */
export function start(known) {
  routes = known;
  addEventListener("popstate", () => arrive());
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    const ours = link && link.origin === location.origin && !link.download && !link.target;
    if (plain && ours && !link.hash && match(link.pathname)) {
      event.preventDefault();
      void go(link.pathname + link.search);
    }
  });
  void arrive();
}

/**
 * Go to a page.
 *
 * @param {string} path
 */
export async function go(path) {
  if (!match(new URL(path, location.href).pathname)) {
    location.assign(path);
    return;
  }
  history.pushState(null, "", path);
  await arrive();
}

/**
 * Go to a page in place of the present one, which Back then leaves out.
 *
 * @param {string} path
 */
export async function replace(path) {
  history.replaceState(null, "", path);
  await arrive();
}

/** Show the present page again, in another language. */
export function refresh() {
  void arrive();
}

/** @param {object} [state] */
async function arrive(state = {}) {
  visits += 1;
  const visit = visits;
  const waiting = setTimeout(() => document.body.classList.add("is-waiting"), SLOW);
  const page = await pageOf(state).catch(failure);
  clearTimeout(waiting);
  document.body.classList.remove("is-waiting");
  // whoever pressed on in the meantime wants the later page
  if (page && visit === visits) {
    paint(page, Object.keys(state).length === 0);
  }
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
  const { show } = await found.route.load();
  const query = new URLSearchParams(location.search);
  return show({ params: found.params, query, state, go, again: arrive });
}

/**
 * @param {Page} page
 * @param {boolean} arrived whether somebody came here, or the page only changed
 */
function paint(page, arrived) {
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  const errors = page.errors ?? [];
  document.title = `${errors.length ? t("page.error_title") : ""}${page.title} – ${t("site.name")}`;
  document.body.classList.toggle("is-bare", page.bare === true);
  if (arrived) {
    // or the fields of a page that looks the same would keep what was typed into them
    render(nothing, main);
  }
  render(
    html`
      ${page.back ? html`<a href=${page.back} class="govuk-back-link">${t("page.back")}</a>` : ""}
      ${errors.length ? summary(errors) : ""}
      ${page.ownHeading ? "" : html`<h1 class="govuk-heading-l" tabindex="-1">${page.title}</h1>`}
      ${page.content}
    `,
    main,
  );
  if (errors.length) {
    main.querySelector(/** @type {"div"} */ (".govuk-error-summary"))?.focus();
  } else if (arrived) {
    scrollTo(0, 0);
    main.querySelector("h1")?.focus();
  }
}

/** @param {FieldError[]} errors */
function summary(errors) {
  return html`
    <div class="govuk-error-summary" role="alert" tabindex="-1">
      <h2 class="govuk-error-summary__title">${t("page.error_summary")}</h2>
      <div class="govuk-error-summary__body">
        <ul class="govuk-list govuk-error-summary__list">
          ${errors.map(({ field, message }) =>
            field
              ? html`<li><a href=${`#${field}`} @click=${(/** @type {Event} */ event) => focusField(event, field)}>${message}</a></li>`
              : html`<li>${message}</li>`,
          )}
        </ul>
      </div>
    </div>
  `;
}

/**
 * @param {Event} event
 * @param {string} field
 */
function focusField(event, field) {
  event.preventDefault();
  const element = document.getElementById(field);
  element?.closest(".govuk-form-group")?.scrollIntoView();
  element?.focus({ preventScroll: true });
}

/**
 * @param {unknown} error
 * @returns {Page | null}
 */
function failure(error) {
  if (error instanceof LoggedOut) {
    void replace(`/masuk?lanjut=${encodeURIComponent(location.pathname + location.search)}`);
    return null;
  }
  if (error instanceof Problem && error.status === 404) {
    return missing();
  }
  const offline = error instanceof Unreachable || error instanceof TypeError;
  if (!offline) {
    reportError(error);
  }
  return {
    title: offline ? t("page.unreachable.title") : t("page.failed.title"),
    content: html`
      <p class="govuk-body">${offline ? t("page.unreachable.body") : t("page.failed.body")}</p>
      <button type="button" class="govuk-button" @click=${() => arrive()}>${t("page.again")}</button>
    `,
  };
}

/** @returns {Page} */
function missing() {
  return {
    title: t("page.missing.title"),
    content: html`<p class="govuk-body">${t("page.missing.body")}</p>
      <p class="govuk-body ap-alone"><a class="govuk-link" href="/">${t("page.home")}</a></p>`,
  };
}

/** @param {string} path */
function match(path) {
  for (const route of routes) {
    const names = [...route.path.matchAll(/:(\w+)/g)].map((found) => String(found[1]));
    const values = new RegExp(`^${route.path.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
    if (values) {
      const params = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index + 1] ?? "")]));
      return { route, params };
    }
  }
  return null;
}

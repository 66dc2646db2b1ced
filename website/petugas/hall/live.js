// A part of a page that changes by itself, many times a minute: it is painted into a place of its own, so that neither the
// focus nor what is typed elsewhere on the page is touched.

import { html, render } from "/vendor/lit-html.js";

/**
 * @param {string} id of the place
 * @param {() => unknown} view makes its content from the present state
 */
export function live(id, view) {
  return {
    content: html`<div id=${id}></div>`,
    paint() {
      const place = document.getElementById(id);
      if (place) render(view(), place);
    },
  };
}

/**
 * Call something again and again until the returned function is called.
 *
 * @param {() => void} run
 * @param {number} milliseconds
 */
export function every(milliseconds, run) {
  const timer = setInterval(run, milliseconds);
  return () => clearInterval(timer);
}

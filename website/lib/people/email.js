// Addresses for mail: what a page can check of them.

const FORM = /^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$/;

/**
 * An address in the form in which the user pool knows it, or null if it can be none.
 *
 * @param {string} typed
 */
export function emailAddress(typed) {
  const address = typed.trim().toLowerCase();
  return FORM.test(address) ? address : null;
}

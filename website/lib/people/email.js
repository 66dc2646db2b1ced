// Addresses for mail.

const FORM = /^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$/;

/**
 * An address as the pool knows it, or null if it can be none.
 *
 * @param {string} typed
 */
export function emailAddress(typed) {
  const address = typed.trim().toLowerCase();
  return FORM.test(address) ? address : null;
}

// Addresses of this site that come from an address, such as the page to go on to after a login.

/**
 * A path of the staff's site; its first page for anything else, which might lead to another site.
 *
 * @param {string | null} path
 */
export function ownPath(path) {
  const inside = path !== null && /^\/petugas(?:[/?]|$)/.test(path) && new URL(path, location.origin).origin === location.origin;
  return inside ? path : "/petugas";
}

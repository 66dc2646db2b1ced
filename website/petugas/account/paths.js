// Addresses of this site that come from an address, such as the page to go on to after a login.

/**
 * A path of the staff's site; its first page for anything else, which might lead to another site.
 *
 * @param {string | null} path
 */
export function ownPath(path) {
  const { origin, pathname, search } = new URL(path ?? "", location.origin);
  return origin === location.origin && `${pathname}/`.startsWith("/petugas/") ? pathname + search : "/petugas";
}

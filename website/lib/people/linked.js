// The code that the link of a mail brings along, behind the `#` of the address, which no server and no log sees.

import { mailedCode, writtenCode } from "./code.js";

/** The code of the present address; empty where there is none. */
export function linkedCode() {
  const code = mailedCode(location.hash.slice(1));
  return code ? writtenCode(code) : "";
}

/**
 * Have something done when such a link is followed in this very tab: the page stays then, since only what is behind the `#`
 * has changed. Returns what ends that.
 *
 * @param {(code: string) => void} act
 */
export function whenLinked(act) {
  const follow = () => {
    const code = linkedCode();
    if (code) act(code);
  };
  addEventListener("hashchange", follow);
  return () => removeEventListener("hashchange", follow);
}

// A USB scanner types like a keyboard, much faster than people do. It may end with Enter, with Tab, or with nothing, and
// may send control characters (STX, ETX) as a key together with Ctrl.

/** In milliseconds: the longest time between two characters of a scanner, and how long after the last one it is done. */
export const LONGEST_GAP = 80;
export const SETTLED = 120;
/** In milliseconds after the last one: when what may go on, such as a code without a mark, is read as it is. A busy computer hands on the rest late. */
export const UNREADABLE = 1000;
/** How many characters of one burst are more than somebody who types quickly. */
const FEWEST = 8;

/** The characters that came in one burst, and what to do with each key. */
export class Burst {
  #count = 0;
  #last = -Infinity;

  /**
   * Take a key that was pressed, and say what it is: `type` is a character for the field, `end` ends a scan, `nothing` is
   * a control character of a scanner, which the browser must not take for a shortcut, and `other` is left alone.
   *
   * @param {{key: string, ctrl: boolean, alt: boolean, meta: boolean}} pressed
   * @param {number} at milliseconds
   * @returns {"type" | "end" | "nothing" | "other"}
   */
  take({ key, ctrl, alt, meta }, at) {
    const close = at - this.#last <= LONGEST_GAP;
    if (alt || meta || key.length > 1) {
      return close && this.#count >= FEWEST && (key === "Enter" || key === "Tab") ? this.#done() : "other";
    }
    if (ctrl) {
      // Ctrl+B and Ctrl+C are STX and ETX, Ctrl+J and Ctrl+M the two characters that end a line
      if (close && "jm".includes(key.toLowerCase()) && this.#count >= FEWEST) return this.#done();
      return close && this.#count > 0 && "bcjm".includes(key.toLowerCase()) ? "nothing" : "other";
    }
    this.#count = close ? this.#count + 1 : 1;
    this.#last = at;
    return "type";
  }

  /**
   * Whether a scan without an end is complete: it came as one burst, and nothing has come since.
   *
   * @param {number} at milliseconds
   */
  settled(at) {
    return this.#count >= FEWEST && at - this.#last >= SETTLED;
  }

  /** Begin anew: what came so far was read. */
  forget() {
    this.#count = 0;
    this.#last = -Infinity;
  }

  #done() {
    this.forget();
    return /** @type {const} */ ("end");
  }
}

// What a camera sees, picture after picture: a code that stays in view is judged once.

/** In milliseconds: how long a code has to be out of view before it is judged again. */
export const GONE = 2_000;

export class Sight {
  /** @type {string | null} */
  #last = null;
  #at = -Infinity;

  /**
   * Whether a code that is in view has come into it just now.
   *
   * @param {string | undefined} code undefined for a picture without one
   * @param {number} at milliseconds
   */
  isNew(code, at) {
    if (code === undefined) return false;
    const stayed = code === this.#last && at - this.#at < GONE;
    this.#last = code;
    this.#at = at;
    return !stayed;
  }
}

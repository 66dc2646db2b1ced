// What a browser stores for the site: for the device, and for a tab. Where storing is forbidden, or there is no room left,
// the page itself remembers, for as long as it is open.

class Store {
  /** @type {() => Storage} */
  #storage;
  /** @type {Map<string, string>} what could not be stored */
  #here = new Map();

  /** @param {() => Storage} storage called each time, because this throws where storing is forbidden */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * The value of a name; undefined if there is none, or it is damaged.
   *
   * @param {string} name
   * @returns {any}
   */
  get(name) {
    try {
      return JSON.parse(this.#here.get(name) ?? this.#storage().getItem(name) ?? "");
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    const text = JSON.stringify(value);
    try {
      this.#storage().setItem(name, text);
      this.#here.delete(name);
    } catch {
      // the older value has to go, or it would come back
      this.forget(name);
      this.#here.set(name, text);
    }
  }

  /**
   * Whether what is set under a name outlives the page.
   *
   * @param {string} name
   */
  keeps(name) {
    return !this.#here.has(name);
  }

  /** Forget what only this page remembers. */
  forgetHere() {
    this.#here.clear();
  }

  /** @param {string} name */
  forget(name) {
    this.#here.delete(name);
    try {
      this.#storage().removeItem(name);
    } catch {
      // nothing was stored
    }
  }
}

/** Outlives the tab; other tabs see it. */
export const device = new Store(() => localStorage);
/** Outlives a reload, and ends with the tab. */
export const tab = new Store(() => sessionStorage);

// What a browser keeps for the site: for the device, and for a tab. A browser that may keep nothing, or has no room left,
// still shows every page: then the page itself remembers, for as long as it is there.

class Store {
  /** @type {() => Storage} */
  #storage;
  /** @type {Map<string, string>} what could not be kept */
  #here = new Map();

  /** @param {() => Storage} storage asked for each time: where it is forbidden, the question alone throws */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * What is kept under a name, or undefined; also if it is damaged.
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
      // nor is what was kept before, or it would come back
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
      // nothing was kept
    }
  }
}

/** Outlives the tab; other tabs see it. */
export const device = new Store(() => localStorage);
/** Outlives a reload, and ends with the tab. */
export const tab = new Store(() => sessionStorage);

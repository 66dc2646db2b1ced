// Keys and buttons that change something: a double press sends one request, and a request whose answer was lost is sent
// again under the same key, whatever is pressed next, because nobody can know what it did.

import { Unreachable } from "../../lib/base/errors.js";
import { tab } from "../../lib/base/store.js";
import { unique } from "../../lib/base/unique.js";

/** @typedef {{path: string, body?: object, key: string}} Operation */

export class Presses {
  #name;
  #send;
  #busy = false;

  /**
   * @param {string} name under which an operation without an answer is kept in this tab
   * @param {(operation: Operation) => Promise<any>} send
   */
  constructor(name, send) {
    this.#name = name;
    this.#send = send;
  }

  /** Whether an answer is being waited for. */
  get busy() {
    return this.#busy;
  }

  /**
   * The operation whose answer was lost; undefined if there is none.
   *
   * @returns {Operation | undefined}
   */
  get unanswered() {
    return tab.get(this.#name);
  }

  /**
   * Carry out what was pressed. Does nothing while an answer is being waited for. If the answer to an earlier operation
   * was lost, that one is sent again in place of this one.
   *
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<{answer: any, operation: Operation, repeated: boolean} | undefined>} undefined if nothing was sent
   */
  async press(path, body) {
    if (this.#busy) return undefined;
    this.#busy = true;
    const before = this.unanswered;
    const operation = before ?? { path, ...(body && { body }), key: unique() };
    tab.set(this.#name, operation);
    try {
      const answer = await this.#send(operation);
      tab.forget(this.#name);
      return { answer, operation, repeated: before !== undefined };
    } catch (error) {
      // a refusal is an answer
      if (!(error instanceof Unreachable)) tab.forget(this.#name);
      throw error;
    } finally {
      this.#busy = false;
    }
  }
}

// The state of a counter: who is there, who waits, and what is under way.

import { polling } from "../../lib/requests/polling.js";
import { afterAnswer } from "../hall/parties.js";
import { operate, queueOf } from "../hall/requests.js";
import { sentence } from "../hall/told.js";
import { unansweredAbout, underItsKey } from "../requests/unanswered.js";

/** @typedef {import("../hall/parties.js").Queue} Queue */
/** @typedef {import("../hall/parties.js").Desk} DeskView */
/** @typedef {"open" | "close" | "next" | "recall" | "absent" | "park" | "transfer" | "finish" | "undo"} Deed */

/** In milliseconds: how often a counter asks for the queue. */
const EVERY = 3_000;

export class Desk {
  /** @type {Queue | undefined} */
  queue;
  /** A sentence about what was not done; "" if there is none. */
  note = "";
  /** What was done last, and with which party: what is said to those who hear the page. */
  /** @type {{deed: Deed, desk: DeskView} | undefined} */
  done;
  /** Whether the last question for the queue got no answer. */
  lost = false;
  /** Whether an answer is being waited for. */
  busy = false;
  #operations = 0;
  /** @type {ReturnType<typeof polling> | undefined} */
  #polling;

  /**
   * @param {object} how
   * @param {string} how.office
   * @param {number} how.number of the counter
   * @param {string} how.username of who works there: nobody goes on with what another one has pressed
   * @param {() => {date: string}} how.now the date at the office: nobody goes on with what was pressed on another day
   * @param {(instant: string) => string} how.clock
   * @param {() => void} how.changed called after each change
   * @param {(error: unknown) => void} how.failed called with an error that ends the page, such as a login's end
   */
  constructor({ office, number, username, now, clock, changed, failed }) {
    this.office = office;
    this.number = number;
    this.clock = clock;
    this.changed = changed;
    this.failed = failed;
    this.username = username;
    this.now = now;
  }

  /** With what every request of this counter begins for who works there today; behind it stand the deed and its body. */
  get #about() {
    // no name of an account has a blank in it, so that none of them begins like another one
    return `counter/${this.office}/${this.now().date}/${this.number}/${this.username} `;
  }

  /** Whether the answer to an operation was lost: the next press sends it again. */
  get unanswered() {
    return !this.busy && unansweredAbout(this.#about) !== undefined;
  }

  /** The counter as it is open for who is logged in; undefined if it is not. */
  get counter() {
    return this.queue?.counters.find((each) => each.counter === this.number && each.mine && each.state === "open");
  }

  /** The party that is at the counter. */
  get party() {
    const { party_id } = this.counter ?? {};
    return party_id ? this.queue?.parties.find((party) => party.party_id === party_id) : undefined;
  }

  /** Ask for the queue again and again, until the returned function is called. */
  follow() {
    this.#polling = polling({
      ask: () => this.#ask(),
      lost: () => {
        this.lost = true;
        this.changed();
      },
      failed: this.failed,
      pause: () => EVERY,
    });
    return () => this.#polling?.stop();
  }

  /**
   * Do what was pressed. A press while another one is under way does nothing. If the answer to an earlier operation was
   * lost, that one is sent again in place of this one, because nobody can know what it did.
   *
   * @param {Deed} deed
   * @param {object} [body] to call whoever is next has a body too, an empty one
   */
  async press(deed, body = deed === "next" ? {} : undefined) {
    if (this.busy) return;
    this.busy = true;
    this.note = "";
    this.changed();
    const operation = unansweredAbout(this.#about) ?? JSON.stringify({ deed, body });
    const sent = JSON.parse(operation);
    try {
      const path = `counters/${this.number}/${sent.deed}`;
      const desk = await underItsKey(this.#about + operation, (key) => operate(this.office, path, sent.body, key));
      this.#take(desk);
      this.done = { deed: sent.deed, desk };
    } catch (error) {
      try {
        this.note = sentence(error, this.clock);
      } catch {
        return this.failed(error);
      }
    } finally {
      this.busy = false;
    }
    this.changed();
    this.#polling?.soon();
  }

  /** Say something that no request is needed for. @param {string} text */
  say(text) {
    this.note = text;
    this.changed();
  }

  /** @returns {Promise<boolean>} */
  async #ask() {
    const before = this.#operations;
    const answer = await queueOf(this.office, this.queue?.cursor);
    const changed = answer.changed || this.lost;
    this.lost = false;
    // what was asked before an operation was answered for may be older than its answer
    if (before === this.#operations && !this.busy) this.queue = afterAnswer(this.queue, answer);
    if (changed || !this.queue) this.changed();
    return changed;
  }

  /** @param {DeskView} desk */
  #take({ counter, party }) {
    this.#operations += 1;
    const { counters = [], parties = [], cursor } = this.queue ?? {};
    const others = parties.filter((each) => each.party_id !== party?.party_id && each.party_id !== this.counter?.party_id);
    this.queue = {
      ...(cursor && { cursor }),
      counters: [...counters.filter((each) => each.counter !== counter.counter), counter],
      parties: party ? [...others, party] : others,
    };
  }
}

// The state of the door: the verdict on the screen, who came in last, and what is under way.

import { now as presentInstant } from "../../lib/base/clock.js";
import { ARRIVAL_UNDO_MINUTES } from "../account/rules.js";
import { underItsKey } from "../requests/unanswered.js";
import { minutesSince } from "../hall/parties.js";
import { bookingIdOf } from "../hall/code.js";
import { notePeople, queueOf, undoArrival } from "../hall/requests.js";
import { sentence } from "../hall/told.js";
import { judge, keepList } from "./asking.js";

/** @typedef {import("./asking.js").Judged} Judged */
/** @typedef {import("../hall/parties.js").Party} Party */

const MOST_RECENT = 5;

export class Door {
  /** @type {Judged | undefined} what the screen says */
  judged;
  /** How many requests of the door are under way. */
  busy = 0;
  /** A sentence about something that was not done, or was undone. */
  note = "";
  /** Whether the last request got no answer. */
  lost = false;
  /** @type {Party[]} who came in here, the last ones first */
  recent = [];
  #asked = 0;
  #ticks = Promise.resolve();

  /**
   * @param {object} how
   * @param {string} how.office
   * @param {() => {date: string, time: string}} how.now the date and the time at the office
   * @param {(instant: string | Date) => string} how.clock the time at the office, HH:MM
   * @param {(judged?: Judged) => void} how.changed called after each change; with a verdict that is new
   * @param {(error: unknown) => void} how.failed called with an error that is no answer about a code, such as a login's end
   */
  constructor({ office, now, clock, changed, failed }) {
    this.office = office;
    this.now = now;
    this.clock = clock;
    this.changed = changed;
    this.failed = failed;
  }

  /**
   * Judge a code. An older answer that comes after a newer scan changes only the list of who came in.
   *
   * @param {string} code
   * @param {{lane: string, early?: boolean}} how
   */
  async scan(code, how) {
    this.#asked += 1;
    const asked = this.#asked;
    this.note = "";
    await this.#run(() =>
      judge(this.office, code, how, this.now(), (judged) => {
        this.lost = judged.verdict.word === "no_line";
        if (judged.party) this.#came(judged.party);
        if (asked !== this.#asked) return this.changed();
        this.judged = judged;
        this.changed(judged);
        void this.#showWhoWaits(judged);
      }),
    );
  }

  /**
   * Of people who arrived here before, show who of them is here, as long as they wait: others of the family may have come
   * since. That is a help and no part of the verdict, so where it does not come nothing is said.
   *
   * @param {Judged} judged
   */
  async #showWhoWaits(judged) {
    const { verdict, code } = judged;
    if (verdict.word !== "done" || verdict.facts.office_id !== this.office) return;
    const queue = await queueOf(this.office).catch(() => undefined);
    const party = queue?.parties?.find(({ party_id, state }) => party_id === bookingIdOf(code) && ["waiting", "parked"].includes(state));
    if (!party || this.judged !== judged) return;
    this.judged = { ...judged, party };
    this.changed();
  }

  /** Who came in last and can be undone still; undefined if there is nobody. */
  get undoable() {
    return this.recent.find((party) => party.state === "waiting" && minutesSince(party.arrived_at, presentInstant()) < ARRIVAL_UNDO_MINUTES);
  }

  /**
   * Undo the arrival of a party.
   *
   * @param {Party | undefined} party
   * @param {(party: Party) => string} said what is said when it is done
   */
  async undo(party, said) {
    if (!party || this.busy) return;
    await this.#run(async () => {
      await underItsKey(`undo/${party.party_id}`, (key) => undoArrival(this.office, party.party_id, key));
      this.recent = this.recent.filter((each) => each.party_id !== party.party_id);
      if (this.judged?.party?.party_id === party.party_id) this.judged = undefined;
      this.note = said(party);
    });
  }

  /**
   * Note that a person of the party on the screen is here, or is not. Ticks are sent one after another, each with all of
   * the party as it is ticked by then.
   *
   * @param {number} place
   * @param {boolean} here
   */
  tick(place, here) {
    const party = this.judged?.party;
    if (!party) return;
    this.#replace({ ...party, people: party.people.map((person) => (person.place === place ? { ...person, here } : person)) });
    this.changed();
    this.#ticks = this.#ticks.then(() => this.#run(() => this.#sendTicks(party.party_id)));
  }

  /** @param {string} id */
  async #sendTicks(id) {
    const ticked = this.#known(id);
    if (!ticked) return;
    const wanted = ticked.people.filter((person) => person.here).map((person) => person.place);
    const answer = await notePeople(this.office, id, wanted);
    const now = this.#known(id);
    // ticked on meanwhile: the next request brings the answer
    if (now === ticked) this.#replace(answer);
  }

  /** Read today's list anew, for when the line is lost. */
  async readList() {
    try {
      await keepList(this.office, this.now().date);
      this.lost = false;
    } catch (error) {
      if (this.#said(error)) this.lost = true;
    }
    this.note = this.lost ? this.note : "";
    this.changed();
  }

  /** @param {Party} party */
  #came(party) {
    this.recent = [party, ...this.recent.filter((each) => each.party_id !== party.party_id)].slice(0, MOST_RECENT);
  }

  /**
   * A party of which people may be ticked: it is on the screen, or came in a moment ago.
   *
   * @param {string} id
   */
  #known(id) {
    return [this.judged?.party, ...this.recent].find((each) => each?.party_id === id);
  }

  /** @param {Party} party */
  #replace(party) {
    this.recent = this.recent.map((each) => (each.party_id === party.party_id ? party : each));
    if (this.judged?.party?.party_id === party.party_id) this.judged = { ...this.judged, party };
  }

  /** @param {() => Promise<void>} run */
  async #run(run) {
    this.busy += 1;
    this.changed();
    try {
      await run();
    } catch (error) {
      const said = this.#said(error);
      if (said) this.note = said;
    }
    this.busy -= 1;
    this.changed();
  }

  /**
   * The sentence for an error, or "" where it ends the page.
   *
   * @param {unknown} error
   */
  #said(error) {
    try {
      return sentence(error, this.clock);
    } catch {
      this.failed(error);
      return "";
    }
  }
}

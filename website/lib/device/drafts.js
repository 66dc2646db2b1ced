// What somebody has answered so far. It outlives a reload and a lost connection, and ends with the tab: on a telephone
// that is shared, nobody finds another family's numbers in it.

import { Problem } from "../base/errors.js";
import { tab } from "../base/store.js";
import { unique } from "../base/unique.js";

/**
 * @typedef {object} DraftPerson
 * @property {"self" | "spouse" | "child" | "parent"} relation
 * @property {string} [full_name]
 * @property {string} [nik]
 * @property {string} [birth_date]
 * @property {boolean} [nik_mismatch_confirmed]
 */

/**
 * @typedef {object} Slot where and when
 * @property {string} office_id
 * @property {string} office_name
 * @property {string} timezone
 * @property {string} date
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 */

/**
 * @typedef {object} NewBooking
 * @property {Slot} [slot]
 * @property {"new" | "renewal"} [service]
 * @property {DraftPerson[]} [people]
 * @property {string} [own_name] the citizen's, to be shown; not part of the request
 * @property {boolean} [remember] whether the family is kept on this device; not part of the request
 */

/** @typedef {{booking_id?: string, people?: DraftPerson[], remember?: boolean}} Addition members of the family for a booking */
/** @typedef {{booking_id?: string, people?: number, from?: Slot, slot?: Slot}} Moving a booking, its number of people, from where to where */
/** @typedef {{account?: Record<string, string>, next?: string}} SignUp never the password; and where to go on after it */

/**
 * Answers that are sent together, as one request under one Idempotency-Key.
 *
 * @template {object} Answers
 */
export class Draft {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @returns {Partial<Answers> & {key?: string}} */
  get() {
    return tab.get(this.name) ?? {};
  }

  /**
   * Change some answers. What is sent under a key never changes, so the key goes.
   *
   * @param {Partial<Answers>} answers
   */
  change(answers) {
    const { key: _, ...kept } = this.get();
    this.#set({ ...kept, ...answers });
  }

  /**
   * Send the answers: the key is kept before they go and until they are answered, so every later try, also one after a
   * reload, is the same request. Answers that were taken are forgotten; refused ones stay, and what is sent next is
   * another request. Throws what `request` throws.
   *
   * @template Result
   * @param {(key: string) => Promise<Result>} request
   * @param {Partial<Answers>} [aside] answers that are not sent
   */
  async send(request, aside) {
    const answers = this.get();
    const key = answers.key ?? unique();
    this.#set({ ...answers, ...aside, key });
    try {
      const result = await request(key);
      this.forget();
      return result;
    } catch (error) {
      // unless the answers were changed on the way, and wait for an answer under another key
      if (error instanceof Problem && this.get().key === key) this.change({});
      throw error;
    }
  }

  forget() {
    tab.forget(this.name);
  }

  /** @param {object} answers */
  #set(answers) {
    tab.set(this.name, answers);
  }
}

/** @type {Draft<NewBooking>} */
export const newBooking = new Draft("booking");
/** @type {Draft<Addition>} */
export const addition = new Draft("addition");
/** @type {Draft<Moving>} */
export const moving = new Draft("move");
/** @type {Draft<{email?: string, unanswered?: boolean}>} whose password is set anew, and whether a try got no answer */
export const reset = new Draft("reset");
/** @type {Draft<SignUp>} */
export const signUp = new Draft("sign_up");

/**
 * Whether two slots are one.
 *
 * @param {{office_id: string, date: string, session: string}} slot
 * @param {{office_id: string, date: string, session: string} | undefined} other
 */
export function isSameSlot(slot, other) {
  return other !== undefined && slot.office_id === other.office_id && slot.date === other.date && slot.session === other.session;
}

/**
 * A slot as a draft holds it, from an office and one of its slots, or from an alternative, which is both.
 *
 * @param {{office_id: string, name: string, timezone: string}} office
 * @param {{date: string, session: string, arrive_from: string, arrive_until: string}} slot
 * @returns {Slot}
 */
export function slotOf({ office_id, name, timezone }, { date, session, arrive_from, arrive_until }) {
  return { office_id, office_name: name, timezone, date, session, arrive_from, arrive_until };
}

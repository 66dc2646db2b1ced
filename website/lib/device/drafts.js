// The answers that somebody has given so far. They survive a reload and a lost connection, and end with the tab, so that
// nobody finds another family's NIKs on a shared telephone.

import { Problem } from "../base/errors.js";
import { MOST_FAMILY } from "../base/rules.js";
import { tab } from "../base/store.js";
import { unique } from "../base/unique.js";

/** @typedef {"spouse" | "child" | "parent" | "sibling" | "grandparent" | "parent_in_law" | "ward"} Relation of a member of the family */
/**
 * @typedef {object} DraftPerson
 * @property {"self" | Relation} relation
 * @property {string} [full_name]
 * @property {string} [nik]
 * @property {string} [birth_date]
 * @property {boolean} [nik_mismatch_confirmed]
 * @property {boolean} [age_confirmed]
 * @property {string} [member] the id in the household, in place of NIK and date of birth
 * @property {string} [nik_masked] a member's, to be shown; not part of the request
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
 * @property {Turns} [turns] those that it had when it was chosen
 */

/** @typedef {{begin: string, until: string}} Turns when the turns of a slot begin, and from when on everybody may claim */
/**
 * @typedef {object} Turn what is known of the own turn in a slot while a request waits for it; it holds nothing of the people
 * @property {string} [begin] of the slot's turns, as `Turns` has them; unknown where a refusal told of the turn
 * @property {string} [until]
 * @property {string} [at] when the turn comes
 * @property {number} [ask] when that is asked for, in milliseconds
 * @property {number} [send] when the request is sent, in milliseconds
 * @property {boolean} [last] whether the account comes after all others
 * @property {boolean} [lost] whether the request was sent and no answer came
 * @property {string} [hash] that of the seed, as it was told with the turn
 * @property {string} [account] whose turn it is
 */

/**
 * @typedef {object} NewBooking
 * @property {Slot} [slot]
 * @property {"new" | "renewal"} [service]
 * @property {DraftPerson[]} [people]
 * @property {string} [own_name] the citizen's, to be shown; not part of the request
 * @property {boolean} [alone] whether the citizen's identity is not sure enough to book for others; not part of it either
 * @property {Wait} [wait] where the slot is full and the people wait for what others give back, instead of booking
 */

/** @typedef {{days?: string, session?: string, where?: string}} Wait which days, sessions and offices somebody waits for, by the answers on the page */
/** @typedef {{booking_id?: string, people?: DraftPerson[]}} Addition members of the family for a booking */
/**
 * @typedef {object} Moving
 * @property {string} [booking_id]
 * @property {number} [people] how many come
 * @property {Slot} [from]
 * @property {boolean} [displaced] whether its office has closed the session that it is moved from
 * @property {Slot} [slot] where it is moved to
 */
/** @typedef {{account?: Record<string, string>, code?: string, next?: string}} SignUp answers, the mailed code, and the page to show after the password */

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

  /** @returns {Partial<Answers> & {key?: string, turn?: Turn}} */
  get() {
    return tab.get(this.name) ?? {};
  }

  /**
   * Change some answers. A key stands for one exact request, so the changed answers get a new one, and nobody waits any more
   * with those of before.
   *
   * @param {Partial<Answers>} answers
   */
  change(answers) {
    const { key: _, turn: __, ...kept } = this.get();
    this.#set({ ...kept, ...answers });
  }

  /**
   * Let the answers wait for a turn. Their key is stored with it: whatever is sent then, also after a reload, is one request.
   *
   * @param {Turn} turn
   */
  wait(turn) {
    const answers = this.get();
    this.#set({ ...answers, key: answers.key ?? unique(), turn });
  }

  /**
   * Send the answers. Their key is stored before the request goes out and until it is answered, so that every further
   * try, also one after a reload, is the same request. Answers that the API accepts are forgotten. Those that it refuses
   * stay without the key, and so the next request is another one. With `inTurns` what is refused because its turn has not come
   * stays as it is, to be sent again then. Throws what `request` throws.
   *
   * @template Result
   * @param {(key: string) => Promise<Result>} request
   * @param {{inTurns?: boolean}} [how]
   */
  async send(request, { inTurns = false } = {}) {
    const answers = this.get();
    const key = answers.key ?? unique();
    this.#set({ ...answers, key });
    try {
      const result = await request(key);
      this.forget();
      return result;
    } catch (error) {
      // not if the answers were changed and sent again meanwhile: then another key is waiting for its answer
      const waits = inTurns && error instanceof Problem && error.code === "not_your_turn";
      if (error instanceof Problem && !waits && this.get().key === key) this.change({});
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
/** @type {Draft<{people?: number}>} for how many people seats are looked for, before it is told who they are */
export const looking = new Draft("looking");
/** @type {Draft<Addition>} */
export const addition = new Draft("addition");
/** @type {Draft<Moving>} */
export const moving = new Draft("move");
/** @type {Draft<{person?: DraftPerson}>} who is being added to the household of the account */
export const household = new Draft("household");
/** @type {Draft<{email?: string}>} whose password is set anew */
export const reset = new Draft("reset");
/** @type {Draft<SignUp>} */
export const signUp = new Draft("sign_up");

/**
 * For how many people seats are looked for: those of the booking that is moved, else as many as were chosen, one until then.
 *
 * @param {URLSearchParams} [query] an address that may choose another number
 */
export function wantedPeople(query) {
  const { booking_id, people } = moving.get();
  if (booking_id) return people || 1;
  const chosen = Number(query?.get("people"));
  if (Number.isInteger(chosen) && chosen >= 1 && chosen <= 1 + MOST_FAMILY) looking.change({ people: chosen });
  return looking.get().people ?? 1;
}

/**
 * The people of a request: a member of the household is named by the id alone.
 *
 * @param {DraftPerson[]} people
 */
export function applicantsOf(people) {
  return people.map((person) => (person.member ? { relation: person.relation, member: person.member } : person));
}

/**
 * Forget an addition or a move that was begun with a booking: it cannot be finished as it was begun any more.
 *
 * @param {string} booking_id
 */
export function forgetChanges(booking_id) {
  for (const draft of [addition, moving]) {
    if (draft.get().booking_id === booking_id) draft.forget();
  }
}

/**
 * Where a booking is being moved to by a request that was not answered yet; undefined where there is none.
 *
 * @param {string} booking_id
 */
export function awaited(booking_id) {
  const move = moving.get();
  return move.booking_id === booking_id && move.key ? move.slot : undefined;
}

/**
 * Whether a slot is the one that the booking has which is being moved. One whose office has closed the session has none:
 * once the session is open again, it may be moved there too.
 *
 * @param {{office_id: string, date: string, session: string}} slot
 */
export function isPresentSlot(slot) {
  const { displaced, from } = moving.get();
  return !displaced && isSameSlot(slot, from);
}

/**
 * Whether two slots are the same.
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
 * @param {{date: string, session: string, arrive_from: string, arrive_until: string, turns?: Turns}} slot
 * @returns {Slot}
 */
export function slotOf({ office_id, name, timezone }, { date, session, arrive_from, arrive_until, turns }) {
  return { office_id, office_name: name, timezone, date, session, arrive_from, arrive_until, ...(turns ? { turns } : {}) };
}

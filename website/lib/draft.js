// What somebody has answered so far. It outlives a reload and a lost connection, and ends with the tab: on a telephone
// that is shared, nobody finds another family's numbers in it.

const DRAFT = "draft";

/**
 * @typedef {object} DraftPerson
 * @property {"self" | "spouse" | "child" | "parent"} relation
 * @property {string} [full_name]
 * @property {string} [nik]
 * @property {string} [birth_date]
 * @property {boolean} [nik_mismatch_confirmed]
 */

/**
 * @typedef {object} Draft
 * @property {string} [office_id]
 * @property {string} [office_name]
 * @property {string} [timezone]
 * @property {string} [date]
 * @property {string} [session]
 * @property {string} [arrive_from]
 * @property {string} [arrive_until]
 * @property {"new" | "renewal"} [service]
 * @property {DraftPerson[]} [people]
 * @property {string} [key] the Idempotency-Key under which these answers are sent
 * @property {string} [next] where to go on after logging in
 * @property {Record<string, string>} [account] answers of a sign-up, never the password
 */

/** @returns {Draft} */
export function draft() {
  return JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}");
}

/**
 * Change some answers. What is sent under a key never changes, so the key goes with the first change.
 *
 * @param {Partial<Draft>} answers
 */
export function answer(answers) {
  const { key: _, ...kept } = draft();
  sessionStorage.setItem(DRAFT, JSON.stringify({ ...kept, ...answers }));
}

/**
 * Answer where and when.
 *
 * @param {{office_id: string, name: string, timezone: string}} office
 * @param {{date: string, session: string, arrive_from: string, arrive_until: string}} slot
 */
export function chooseSlot(office, slot) {
  answer({
    office_id: office.office_id,
    office_name: office.name,
    timezone: office.timezone,
    date: slot.date,
    session: slot.session,
    arrive_from: slot.arrive_from,
    arrive_until: slot.arrive_until,
  });
}

/**
 * The key under which the present answers are sent: made once, and the same until an answer changes.
 *
 * @param {() => string} make
 */
export function lock(make) {
  const answers = draft();
  answers.key ??= make();
  sessionStorage.setItem(DRAFT, JSON.stringify(answers));
  return answers.key;
}

/**
 * Forget some answers, or all.
 *
 * @param {(keyof Draft)[]} [names]
 */
export function forget(names) {
  const kept = names ? draft() : {};
  for (const name of names ?? []) {
    delete kept[name];
  }
  sessionStorage.setItem(DRAFT, JSON.stringify(kept));
}

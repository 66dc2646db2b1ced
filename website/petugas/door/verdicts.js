// What the door says about a code: one word, a colour and a sound, from what the API answered or from today's list.

/** @typedef {"admitted" | "early" | "late" | "other_day" | "other_office" | "done" | "invalid" | "closed" | "no_line"} Word */
/**
 * @typedef {object} Verdict
 * @property {Word} word its text is `door.word.<word>`
 * @property {"good" | "wait" | "bad" | "blind"} tone colour and sound: come in; not now; not here; nothing can be told
 * @property {string} [time] an instant (RFC 3339) that belongs to it: arrived at, arrives from
 * @property {boolean} [outdated] the ticket is of before the booking's last change
 * @property {Record<string, any>} facts what else the answer says: date, session, office_id, reason
 */

/** @type {Record<string, [Word, Verdict["tone"]]>} */
const REFUSED = {
  too_early: ["early", "wait"],
  wrong_day: ["other_day", "bad"],
  wrong_office: ["other_office", "bad"],
  already_checked_in: ["done", "wait"],
  displaced: ["closed", "bad"],
  not_found: ["invalid", "bad"],
  validation_failed: ["invalid", "bad"],
};
/** Rising for "come in", one tone for "not now", falling and low for "no": hertz and milliseconds, one after another. */
/** @type {Record<Verdict["tone"], [number, number][]>} */
export const SOUNDS = {
  good: [[880, 90], [1320, 160]],
  wait: [[660, 140], [660, 140]],
  bad: [[330, 180], [220, 320]],
  blind: [[440, 80], [440, 80], [440, 80]],
};

/**
 * The verdict on a party that was admitted.
 *
 * @param {{late: boolean, outdated?: boolean}} party
 * @returns {Verdict}
 */
export function admitted(party) {
  return { word: party.late ? "late" : "admitted", tone: party.late ? "wait" : "good", ...(party.outdated && { outdated: true }), facts: {} };
}

/**
 * The verdict on a refusal, or null if it is none of a code, such as one for the officer's rights.
 *
 * @param {Record<string, any>} document the problem's document
 * @returns {Verdict | null}
 */
export function refused(document) {
  const found = REFUSED[document.code];
  if (!found) return null;
  const time = document.checked_in_at ?? document.arrives_from;
  return { word: found[0], tone: found[1], ...(time && { time }), ...(document.outdated && { outdated: true }), facts: document };
}

/**
 * The verdict on what is no code of ours at all: nobody has to be asked.
 *
 * @returns {Verdict}
 */
export function noCode() {
  return { word: "invalid", tone: "bad", facts: {} };
}

/**
 * What is known without a line. Nobody is admitted by it: the word says that the line is lost, and `listed` is what today's
 * list said of the code when it was read.
 *
 * @returns {Verdict}
 */
export function noLine() {
  return { word: "no_line", tone: "blind", facts: {} };
}

/**
 * @typedef {object} Kept what is kept of a booking of today's list: nobody's name, and nothing of a NIK
 * @property {string} booking_id
 * @property {string[]} numbers
 * @property {string} session
 * @property {string} arrive_from
 * @property {string} arrive_until
 * @property {string} state
 * @property {string} [arrived_at]
 */

/**
 * What today's list says of a booking; null if it is not in it.
 *
 * @param {Kept[]} list
 * @param {string} id
 * @param {string} clock the time at the office, HH:MM
 * @returns {{word: "early" | "in_time" | "late" | "done", kept: Kept} | null}
 */
export function fromList(list, id, clock) {
  const kept = list.find((booking) => booking.booking_id === id);
  if (!kept) return null;
  if (kept.state !== "expected") return { word: "done", kept };
  if (clock < kept.arrive_from) return { word: "early", kept };
  return { word: clock > kept.arrive_until ? "late" : "in_time", kept };
}

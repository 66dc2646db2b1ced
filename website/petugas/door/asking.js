// What the door does with a code: it asks the API, and says what is known where no answer comes.

import { instantOf, now as presentInstant } from "../../lib/base/clock.js";
import { Problem, Unreachable } from "../../lib/base/errors.js";
import { tab } from "../../lib/base/store.js";
import { underItsKey } from "../requests/unanswered.js";
import { arrive, dayOf } from "../hall/requests.js";
import { bookingIdOf, payloadOf, plainCode } from "../hall/code.js";
import { admitted, fromList, noCode, noLine, refused } from "./verdicts.js";

/** @typedef {import("./verdicts.js").Verdict} Verdict */
/** @typedef {import("./verdicts.js").Kept} Kept */
/** @typedef {import("../hall/parties.js").Party} Party */
/**
 * @typedef {object} Judged
 * @property {Verdict} verdict
 * @property {string} code as it was scanned or typed
 * @property {Party} [party] who was admitted
 * @property {ReturnType<typeof fromList>} [listed] what today's list says, where no answer came
 */

/** In milliseconds: an answer that takes longer is said to be missing, though it may still come. */
export const PATIENCE = 4_000;
const LIST = "door_list";

/**
 * Judge a code. `told` is called once, or twice where the answer comes after all.
 *
 * @param {string} office
 * @param {string} code
 * @param {{lane: string, early?: boolean}} how
 * @param {{date: string, time: string}} now the date and the time (HH:MM) at the office
 * @param {(judged: Judged) => void} told
 */
export async function judge(office, code, { lane, early }, now, told) {
  const id = bookingIdOf(code);
  if (!id) return told({ verdict: noCode(), code });
  const without = () => told({ verdict: noLine(), code, listed: fromList(keptList(office, now.date)?.bookings ?? [], id, now.time) });
  const timer = setTimeout(without, PATIENCE);
  try {
    const body = { code: payloadOf(plainCode(code) ?? id), lane, ...(early && { early }) };
    const party = await underItsKey(`arrival/${office}/${id}/${lane}/${early === true}`, (key) => arrive(office, body, key));
    told({ verdict: admitted(party), code, party });
  } catch (error) {
    if (error instanceof Unreachable) return without();
    const verdict = error instanceof Problem ? refused(error.document) : null;
    if (!verdict) throw error;
    told({ verdict, code });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Read today's list and keep of it, in this tab, what the door needs without a line: nobody's name and nothing of a NIK.
 *
 * @param {string} office
 * @param {string} date
 */
export async function keepList(office, date) {
  const { bookings, date: day } = await dayOf(office, date);
  /** @type {Kept[]} */
  const kept = bookings.map(({ booking_id, session, arrive_from, arrive_until, state, arrived_at, people }) => ({
    booking_id,
    numbers: people.map((person) => person.number),
    session,
    arrive_from,
    arrive_until,
    state,
    ...(arrived_at && { arrived_at }),
  }));
  tab.set(LIST, { office, date: day, at: instantOf(presentInstant()), bookings: kept });
}

/**
 * The list that was kept, and when it was read; undefined if there is none of this office and day.
 *
 * @param {string} office
 * @param {string} date
 * @returns {{date: string, at: string, bookings: Kept[]} | undefined}
 */
export function keptList(office, date) {
  const kept = tab.get(LIST);
  return kept?.office === office && kept.date === date ? kept : undefined;
}

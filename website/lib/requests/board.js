// What an office's board shows: the hall sees it, and whoever waits with a telephone.

import { call } from "./call.js";

/**
 * @typedef {object} Board
 * @property {string} office_id
 * @property {string} name
 * @property {string} at the instant of the answer
 * @property {{counter: number, number?: string | null, calls: number, called_at?: string | null}[]} counters
 * @property {{number: string, counter: number, called_at: string}[]} last the newest first
 * @property {{at: string, numbers: string[]}} [line] the first 40 that waited after the last call, in the order of calls
 */

/**
 * The board of an office; nobody has to be logged in.
 *
 * @param {string} office
 * @returns {Promise<Board>}
 */
export function boardOf(office) {
  return call("GET", `/board/${encodeURIComponent(office)}`, { hasty: true });
}

// Requests of administrators: who works at their offices, what somebody may do where, and letting somebody log in anew. And
// the one request of everybody: that they have logged in.

import { Problem } from "../../lib/base/errors.js";
import { call } from "../../lib/requests/call.js";
import { underItsKey } from "./unanswered.js";

/** @typedef {import("../scope/person.js").Group} Group */
/**
 * @typedef {object} State what an administrator may set of a person
 * @property {string} name
 * @property {string} email
 * @property {Group[]} groups
 * @property {string[]} offices ids; "*" is every office
 * @property {boolean} enabled whether the person may log in
 */
/** @typedef {State & {staff_id: string, username: string, etag: string}} Member */
/** @typedef {Member & {last_login_at: string | null}} ListedMember */

/** The version of somebody who is not there yet. */
const NOBODY = '"0"';

/** @returns {Promise<ListedMember[]>} */
export async function staffMembers() {
  return (await call("GET", "/staff/users", { named: true })).staff;
}

/**
 * The person of an id; throws `Problem` (not found) where there is none whom the caller manages.
 *
 * @param {string | undefined} id
 */
export async function memberOf(id) {
  const found = (await staffMembers()).find(({ staff_id }) => staff_id === id);
  if (!found) throw new Problem(404, { code: "not_found" });
  return found;
}

/**
 * Change a person as they were seen, or invite somebody new.
 *
 * @param {string} username
 * @param {Member | undefined} seen undefined for somebody new
 * @param {State & {reason: string}} body
 * @returns {Promise<Member>}
 */
export function putMember(username, seen, body) {
  const version = seen?.etag ?? NOBODY;
  const about = `staff ${username} ${version} ${JSON.stringify(body)}`;
  return underItsKey(about, (key) => call("PUT", of(username), { body, key, version, named: true }));
}

/**
 * Take password and authenticator away, and mail a new temporary password.
 *
 * @param {Member} member
 * @param {string} reason
 * @returns {Promise<Member>}
 */
export function inviteAgain({ username }, reason) {
  return underItsKey(`invitation ${username} ${reason}`, (key) => call("POST", `${of(username)}/invitation`, { body: { reason }, key, named: true }));
}

/** Tell that somebody has just logged in here. */
export function noteLogin() {
  return call("POST", "/staff/logins", { hasty: true, named: true });
}

/** @param {string} username */
function of(username) {
  return `/staff/users/${encodeURIComponent(username)}`;
}

// Requests about the household that is kept on the account: see it, add, change and forget members.

import { household as draft } from "../device/drafts.js";
import { call } from "./call.js";

/** @typedef {import("../device/drafts.js").DraftPerson} DraftPerson */
/** @typedef {{member_id: string, relation: import("../device/drafts.js").Relation, full_name: string, nik_masked: string}} Member */

const PATH = "/me/household";

/**
 * The members, in the order in which they were added.
 *
 * @param {{hasty?: boolean}} [how]
 * @returns {Promise<Member[]>}
 */
export async function ownHousehold(how = {}) {
  return (await call("GET", PATH, { named: true, ...how })).members;
}

/**
 * Keep a person, and return the member that was made of them. Until that is answered for, the same person is asked for under
 * the same key, also after a reload.
 *
 * @param {DraftPerson} person
 * @param {{waiting: () => void}} how
 */
export async function keepMember(person, how) {
  const { person: before } = draft.get();
  if (JSON.stringify(before) !== JSON.stringify(person)) draft.change({ person });
  /** @type {{members: Member[]}} */
  const { members } = await draft.send((key) => call("POST", PATH, { body: person, key, named: true, ...how }));
  const last4 = person.nik?.slice(-4) ?? "";
  return members.filter(({ full_name, nik_masked }) => full_name === person.full_name && nik_masked.endsWith(last4)).pop();
}

/**
 * Change name or relation. It says what shall be, so it may be repeated.
 *
 * @param {string} id
 * @param {{relation: string | undefined, full_name: string}} change
 * @param {{waiting: () => void}} how
 */
export function changeMember(id, change, how) {
  return call("PATCH", pathOf(id), { body: change, repeatable: true, named: true, ...how });
}

/**
 * Forget a member; who is forgotten stays so, so it may be repeated.
 *
 * @param {string} id
 * @returns {Promise<Member[]>}
 */
export async function forgetMember(id) {
  return (await call("DELETE", pathOf(id), { repeatable: true, named: true })).members;
}

/**
 * A member as a draft holds them: with a name to be shown, and without a NIK.
 *
 * @param {Member} member
 * @returns {DraftPerson}
 */
export function asPerson({ member_id, relation, full_name, nik_masked }) {
  return { relation, full_name, member: member_id, nik_masked };
}

/** @param {string} id */
function pathOf(id) {
  return `${PATH}/${encodeURIComponent(id)}`;
}

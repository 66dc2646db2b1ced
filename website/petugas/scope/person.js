// Who works here: the name, what they may do, and where. The API decides by the same token; pages only leave out what it
// would refuse.

import { Redirect } from "../../lib/base/errors.js";
import { claims } from "../account/identity.js";

/** @typedef {"officers" | "supervisors" | "operators" | "administrators"} Group */
/**
 * @typedef {object} Person
 * @property {string} staff_id
 * @property {string} username
 * @property {string} name
 * @property {Group[]} groups
 * @property {string[]} offices ids of offices; "*" is every office
 */

/** Every office, among the offices of a person. */
export const EVERY_OFFICE = "*";

/**
 * Who is logged in; throws `LoggedOut`.
 *
 * @returns {Promise<Person>}
 */
export async function person() {
  const token = await claims();
  return {
    staff_id: token.sub,
    username: token["cognito:username"],
    name: token.name ?? token["cognito:username"],
    groups: token["cognito:groups"] ?? [],
    offices: String(token["custom:offices"] ?? "").split(/[\s,]+/).filter(Boolean),
  };
}

/**
 * Who is logged in, if they are in one of these groups. Throws `LoggedOut`, and a `Redirect` to the first page, which says
 * that the other one is not theirs.
 *
 * @param {Group[]} groups
 */
export async function personOf(...groups) {
  const who = await person();
  if (!groups.some((group) => who.groups.includes(group))) throw new Redirect("/petugas?bukan=1");
  return who;
}

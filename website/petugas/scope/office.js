// At which office this device works. It is the device's and stays when another person logs in, as long as they may work there.

import { Redirect } from "../../lib/base/errors.js";
import { device } from "../../lib/base/store.js";
import { everyOffice } from "../../lib/requests/offices.js";
import { EVERY_OFFICE, person, personOf } from "./person.js";

/** @typedef {import("../../lib/requests/offices.js").Office} Office */

const OFFICE = "staff-office";

/**
 * The offices that somebody may choose from, by name.
 *
 * @param {import("./person.js").Person} who
 * @returns {Promise<Office[]>}
 */
export async function officesOf({ offices }) {
  const every = await everyOffice();
  const found = offices.includes(EVERY_OFFICE) ? every : every.filter(({ office_id }) => offices.includes(office_id));
  return [...found].sort((one, other) => one.name.localeCompare(other.name, "id"));
}

/**
 * The office that was chosen on this device, or the only one of the person; undefined if they have to choose.
 *
 * @param {import("./person.js").Person} who
 * @returns {Promise<Office | undefined>}
 */
export async function chosenOffice(who) {
  const offices = await officesOf(who);
  return offices.length === 1 ? offices[0] : offices.find(({ office_id }) => office_id === device.get(OFFICE));
}

/**
 * The office of the present work, for people of one of these groups, or for all. Throws `LoggedOut`, and a `Redirect` where the
 * page is not theirs, or they have to choose an office first.
 *
 * @param {import("./person.js").Group[]} groups
 * @returns {Promise<Office>}
 */
export async function office(...groups) {
  const found = await chosenOffice(groups.length ? await personOf(...groups) : await person());
  if (!found) {
    throw new Redirect(`/petugas/pilih-kantor?lanjut=${encodeURIComponent(location.pathname + location.search)}`);
  }
  return found;
}

/** @param {string} office_id */
export function chooseOffice(office_id) {
  device.set(OFFICE, office_id);
}

/** Forget the office, as when this device works elsewhere from now on. */
export function forgetOffice() {
  device.forget(OFFICE);
}

// The pages that are in the navigation, and who sees each of them.

/** @typedef {import("../scope/person.js").Group} Group */

/**
 * In the order in which they are shown. `name` is also that of the texts: `room.{name}.link` and `room.{name}.more`; `anywhere`
 * tells that no office has to be chosen for it.
 *
 * @type {{path: string, name: string, groups: Group[], anywhere?: boolean}[]}
 */
export const ROOMS = [
  { path: "/petugas/pintu", name: "door", groups: ["officers", "supervisors"] },
  { path: "/petugas/loket", name: "counter", groups: ["officers", "supervisors"] },
  { path: "/petugas/nomor", name: "walk_in", groups: ["officers", "supervisors"] },
  { path: "/petugas/hari-ini", name: "today", groups: ["officers", "supervisors"] },
  { path: "/petugas/kartu", name: "card", groups: ["officers", "supervisors"] },
  { path: "/petugas/banding", name: "appeals", groups: ["supervisors"] },
  { path: "/petugas/papan", name: "board", groups: ["officers", "supervisors"] },
  { path: "/petugas/kuota", name: "quotas", groups: ["operators"] },
  { path: "/petugas/penutupan", name: "closing", groups: ["operators", "officers"] },
  { path: "/petugas/kantor", name: "settings", groups: ["operators"] },
  { path: "/petugas/petugas", name: "staff", groups: ["administrators"], anywhere: true },
];

/**
 * The pages of a person.
 *
 * @param {import("../scope/person.js").Person} who
 */
export function roomsOf({ groups }) {
  return ROOMS.filter((room) => room.groups.some((group) => groups.includes(group)));
}

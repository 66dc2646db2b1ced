// The way to this office's board, whose address has the office in it: the screen of a hall needs no login.

import { Redirect } from "../../../lib/base/errors.js";
import { office } from "../../scope/office.js";

/** @type {import("../../../lib/frame/router.js").Show} */
export async function show() {
  throw new Redirect(`/petugas/papan/${(await office()).office_id}`);
}

// A member of the household: somebody new with their NIK, or name and relation of who is there.

import { Redirect } from "../../lib/base/errors.js";
import { form } from "../../lib/forms/form.js";
import { personName } from "../../lib/people/name.js";
import { changeMember, ownHousehold } from "../../lib/requests/household.js";
import { t } from "../../lib/words/texts.js";
import { keepOnAccount, personForm, whoFields, whoProblems } from "../parts/person_form.js";

/** @typedef {import("../../lib/frame/router.js").Visit} Visit */

const LIST = "/akun/keluarga";

/** @type {import("../../lib/frame/router.js").Show} */
export async function show(visit) {
  const id = String(visit.params.member_id);
  return {
    title: t("person.title"),
    back: LIST,
    errors: visit.state.errors,
    content: id === "baru" ? somebodyNew(visit) : await change(visit, id),
  };
}

/** @param {Visit} visit */
function somebodyNew(visit) {
  return personForm(visit, undefined, async (person, given, tell) => {
    if (await keepOnAccount(visit, person, given, tell)) await visit.go(LIST);
  });
}

/**
 * @param {Visit} visit
 * @param {string} id
 */
async function change(visit, id) {
  const { values, errors, known } = visit.state;
  const member = known ?? (await ownHousehold()).find(({ member_id }) => member_id === id);
  if (!member) throw new Redirect(LIST);
  // what is shown again needs no second request
  const state = { known: member };
  return form(
    visit,
    whoFields(values ?? member, errors),
    t("account.save"),
    async (given, tell) => {
      const found = whoProblems(given);
      if (found.length) return visit.again({ ...state, values: given, errors: found });
      tell(t("page.sending"));
      const wanted = { relation: given.relation, full_name: String(personName(String(given.full_name))) };
      await changeMember(id, wanted, { waiting: () => tell(t("page.waiting")) });
      await visit.go(LIST);
    },
    { state },
  );
}

// Another telephone number for the account.

import { loggedIn } from "../../lib/account/identity.js";
import { LoggedOut } from "../../lib/base/errors.js";
import { textField } from "../../lib/forms/fields.js";
import { form } from "../../lib/forms/form.js";
import { phoneNumber } from "../../lib/people/phone.js";
import { changeProfile } from "../../lib/requests/profile.js";
import { t } from "../../lib/words/texts.js";

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  if (!loggedIn()) throw new LoggedOut();
  const { errors, values } = visit.state;
  return {
    title: t("sign_up.telepon.title"),
    back: "/akun",
    ownHeading: true,
    errors,
    content: form(
      visit,
      textField({ name: "phone", label: t("sign_up.telepon.title"), hint: t("sign_up.telepon.hint"), heading: true, value: values?.phone, errors, type: "tel", autocomplete: "tel", width: "govuk-input--width-20" }),
      t("account.save"),
      async (given, tell) => {
        const phone = phoneNumber(given.phone ?? "");
        if (!phone) return visit.again({ values: given, errors: [{ field: "phone", message: t("sign_up.telepon.error") }] });
        tell(t("page.sending"));
        await changeProfile({ phone }, { waiting: () => tell(t("page.waiting")) });
        await visit.go("/akun");
      },
    ),
  };
}

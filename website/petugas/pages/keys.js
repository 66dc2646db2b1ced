// Which key does what, on this device.

import { html } from "/vendor/lit-html.js";
import { announce } from "../../lib/frame/frame.js";
import { t } from "../../lib/words/texts.js";
import { chooseKey, DEEDS, keyOf, nameOf, takeUsualKeys } from "../keys/keys.js";

/** @typedef {import("../keys/keys.js").Deed} Deed */

/** @type {import("../../lib/frame/router.js").Show} */
export function show(visit) {
  const { waiting, problem } = /** @type {{waiting?: Deed, problem?: string}} */ (visit.state);
  return {
    title: t("keys.title"),
    content: html`
      <p class="govuk-body">${t("keys.lead")}</p>
      <table class="govuk-table st-table">
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th class="govuk-table__header" scope="col">${t("keys.does")}</th>
            <th class="govuk-table__header" scope="col">${t("keys.which")}</th>
            <th class="govuk-table__header" scope="col"><span class="govuk-visually-hidden">${t("keys.change_column")}</span></th>
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${DEEDS.map((deed) => row(deed))}
        </tbody>
      </table>
      ${problem ? html`<p class="govuk-error-message" role="alert">${problem}</p>` : ""}
      <button type="button" class="govuk-button govuk-button--secondary" @click=${usual}>${t("keys.usual")}</button>
    `,
  };

  /** @param {Deed} deed */
  function row(deed) {
    return html`<tr class="govuk-table__row">
      <th class="govuk-table__header" scope="row">${t(`keys.deed.${deed}`)}</th>
      <td class="govuk-table__cell"><kbd>${keyOf(deed)}</kbd></td>
      <td class="govuk-table__cell">
        <button
          type="button"
          class="ap-link-button"
          @click=${() => wait(deed)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => pressed(event, deed)}
          @blur=${() => waiting === deed && visit.update({ waiting: undefined })}
        >
          ${waiting === deed ? t("keys.press") : html`${t("keys.change")}<span class="govuk-visually-hidden">: ${t(`keys.deed.${deed}`)}</span>`}
        </button>
      </td>
    </tr>`;
  }

  /** @param {Deed} deed */
  async function wait(deed) {
    await visit.update({ waiting: deed, problem: undefined });
    // told once a key that is pressed is taken
    announce(t("keys.press"));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Deed} deed
   */
  function pressed(event, deed) {
    const name = nameOf(event);
    if (waiting !== deed || ["", "Tab", "Shift+Tab"].includes(name)) return;
    event.preventDefault();
    if (name === "Escape") {
      void visit.update({ waiting: undefined, problem: undefined });
      return;
    }
    const outcome = chooseKey(deed, name);
    if (outcome === "ok") {
      announce(t("keys.chosen", { deed: t(`keys.deed.${deed}`), key: name }));
      void visit.update({ waiting: undefined, problem: undefined });
    } else {
      void visit.update({ problem: t(`keys.problem.${outcome}`, { key: name }) });
    }
  }

  function usual() {
    takeUsualKeys();
    announce(t("keys.are_usual"));
    void visit.update({ waiting: undefined, problem: undefined });
  }
}

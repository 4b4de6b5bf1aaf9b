// "Saved on this device", and the button that deletes what is saved.
import { findElement } from "../elements.js";
import { formatMoment } from "../dates.js";
import { t } from "../texts.js";

export class DraftBar {
  /** @param {HTMLElement} bar @param {import("./draft.js").DraftStore} store @param {() => void} onDelete */
  constructor(bar, store, onDelete) {
    this.bar = bar;
    this.store = store;
    this.text = findElement(bar, "[data-draft-text]");
    this.button = findElement(bar, "[data-draft-delete]");
    this.confirm = findElement(bar, "[data-draft-confirm]");
    this.button.addEventListener("click", () => this.#toggleConfirmation(true));
    findElement(bar, "[data-draft-no]").addEventListener("click", () => this.#toggleConfirmation(false));
    findElement(bar, "[data-draft-yes]").addEventListener("click", () => {
      this.#toggleConfirmation(false);
      onDelete();
    });
  }

  /** Announced once a page, not at each keystroke. */
  show() {
    this.bar.hidden = this.store.isEmpty;
    this.#setText(
      this.store.isPersistent
        ? t("Your draft is saved on this device, for seven days. Your complaint is not sent yet.")
        : t("This browser does not let us save a draft: keep this page open until you have sent your complaint."),
    );
  }

  /** A saved draft was restored when the page opened. @param {string} step where to go on */
  showRestored(step) {
    this.show();
    const link = /** @type {HTMLAnchorElement} */ (findElement(this.bar, "[data-draft-resume]"));
    link.hidden = window.location.hash !== "";
    link.hash = step;
    link.addEventListener("click", () => (link.hidden = true));
    this.#setText(t("We found your draft of {moment} on this device.", { moment: formatMoment(new Date(this.store.draft.savedAt).toISOString()) }));
  }

  hide() {
    this.bar.hidden = true;
  }

  /** @param {string} text */
  #setText(text) {
    if (this.text.textContent !== text) this.text.textContent = text;
  }

  /** @param {boolean} asking */
  #toggleConfirmation(asking) {
    this.confirm.hidden = !asking;
    this.button.hidden = asking;
    (asking ? findElement(this.confirm, "[data-draft-no]") : this.button).focus();
  }
}

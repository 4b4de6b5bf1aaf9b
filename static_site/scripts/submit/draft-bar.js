// "Saved on this device", and the button that deletes what is saved.
import { find } from "../elements.js";
import { formatMoment } from "../dates.js";
import { t } from "../texts.js";

export class DraftBar {
  /** @param {HTMLElement} bar @param {import("./draft.js").DraftStore} store @param {() => void} deleted */
  constructor(bar, store, deleted) {
    this.bar = bar;
    this.store = store;
    this.text = find(bar, "[data-draft-text]");
    this.button = find(bar, "[data-draft-delete]");
    this.confirm = find(bar, "[data-draft-confirm]");
    this.button.addEventListener("click", () => this.#ask(true));
    find(bar, "[data-draft-no]").addEventListener("click", () => this.#ask(false));
    find(bar, "[data-draft-yes]").addEventListener("click", () => {
      this.#ask(false);
      deleted();
    });
  }

  /** Said once a page, not at each letter. */
  show() {
    this.bar.hidden = this.store.isEmpty;
    this.#say(
      this.store.kept
        ? t("Your draft is saved on this device, for seven days. Your complaint is not sent yet.")
        : t("This browser does not let us save a draft: keep this page open until you have sent your complaint."),
    );
  }

  /** The draft was found again when the page opened. @param {string} step where to go on */
  showFound(step) {
    this.show();
    const link = /** @type {HTMLAnchorElement} */ (find(this.bar, "[data-draft-resume]"));
    link.hidden = window.location.hash !== "";
    link.hash = step;
    link.addEventListener("click", () => (link.hidden = true));
    this.#say(t("We found your draft of {moment} on this device.", { moment: formatMoment(new Date(this.store.draft.savedAt).toISOString()) }));
  }

  hide() {
    this.bar.hidden = true;
  }

  /** @param {string} text */
  #say(text) {
    if (this.text.textContent !== text) this.text.textContent = text;
  }

  /** @param {boolean} asking */
  #ask(asking) {
    this.confirm.hidden = !asking;
    this.button.hidden = asking;
    (asking ? find(this.confirm, "[data-draft-no]") : this.button).focus();
  }
}

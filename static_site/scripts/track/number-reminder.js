// "I forgot my number": the answer is the same for every address, so nobody learns who filed a complaint.
import { NetworkError, Problem, post } from "../api.js";
import { findElement, moveFocusTo } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { ProofOfWork } from "../submit/proof-of-work.js";
import { t } from "../texts.js";
import { validateEmail } from "./email-validation.js";

export class NumberReminder {
  #proof = new ProofOfWork();

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.email = /** @type {HTMLInputElement} */ (findElement(form, "[name=email]"));
    this.button = /** @type {HTMLButtonElement} */ (findElement(form, "button[type=submit]"));
    this.fields = findElement(form, "[data-reminder-fields]");
    this.doneMessage = findElement(form, "[data-reminder-said]");
    this.working = findElement(form, "[data-reminder-working]");
    // The proof of work takes a moment: begin while the address is being typed.
    this.email.addEventListener("focus", () => this.#prepare());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  clear() {
    this.form.reset();
    clearErrors(this.form);
    this.fields.hidden = false;
    this.doneMessage.hidden = true;
  }

  #prepare() {
    // A failure is shown when the form is sent.
    this.#proof.prepare().catch(() => null);
  }

  async #submit() {
    clearErrors(this.form);
    const wrong = validateEmail(this.email.value);
    if (wrong) return showErrors(this.form, [{ field: "email", message: wrong }]);
    this.#setWorking(true);
    try {
      await this.#send();
      this.#sent();
    } catch (failure) {
      this.#showFailure(failure);
    } finally {
      this.#setWorking(false);
    }
  }

  async #send({ again = true } = {}) {
    const proof = await this.#proof.take();
    try {
      await post("/number-reminders", { body: { email: this.email.value.trim(), proof } });
    } catch (failure) {
      // An expired proof is replaced without bothering the citizen.
      if (!again || !(failure instanceof Problem) || failure.type !== "proof_required") throw failure;
      await this.#send({ again: false });
    }
  }

  #sent() {
    this.form.reset();
    this.fields.hidden = true;
    this.doneMessage.hidden = false;
    moveFocusTo(this.doneMessage);
  }

  /** @param {unknown} failure */
  #showFailure(failure) {
    if (!(failure instanceof Problem || failure instanceof NetworkError)) throw failure;
    const errors = failure instanceof Problem ? failure.errors : [];
    showErrors(this.form, errors.length ? errors : [{ field: "", message: `${failure.message} ${t("Try again in a moment.")}` }]);
  }

  /** @param {boolean} isWorking */
  #setWorking(isWorking) {
    this.button.disabled = isWorking;
    this.working.textContent = isWorking ? t("One moment…") : "";
  }
}

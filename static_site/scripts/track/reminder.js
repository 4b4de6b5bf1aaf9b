// "I forgot my number": whatever the address, the answer is the same, so nobody learns who filed something.
import { NetworkLost, Problem, post } from "../api.js";
import { find, moveFocusTo } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { Proof } from "../submit/proof.js";
import { t } from "../texts.js";
import { emailError } from "./email.js";

export class Reminder {
  #proof = new Proof();

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.email = /** @type {HTMLInputElement} */ (find(form, "[name=email]"));
    this.button = /** @type {HTMLButtonElement} */ (find(form, "button[type=submit]"));
    this.fields = find(form, "[data-reminder-fields]");
    this.said = find(form, "[data-reminder-said]");
    this.working = find(form, "[data-reminder-working]");
    // The proof takes a moment: it is ready when the address is typed.
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
    this.said.hidden = true;
  }

  #prepare() {
    // A failure is said when the form is sent.
    this.#proof.prepare().catch(() => null);
  }

  async #submit() {
    clearErrors(this.form);
    const wrong = emailError(this.email.value);
    if (wrong) return showErrors(this.form, [{ field: "email", message: wrong }]);
    this.#work(true);
    try {
      await this.#send();
      this.#sent();
    } catch (failure) {
      this.#failed(failure);
    } finally {
      this.#work(false);
    }
  }

  async #send({ again = true } = {}) {
    const proof = await this.#proof.take();
    try {
      await post("/number-reminders", { body: { email: this.email.value.trim(), proof } });
    } catch (failure) {
      // A proof may have grown too old: the citizen need not know.
      if (!again || !(failure instanceof Problem) || failure.type !== "proof_required") throw failure;
      await this.#send({ again: false });
    }
  }

  #sent() {
    this.form.reset();
    this.fields.hidden = true;
    this.said.hidden = false;
    moveFocusTo(this.said);
  }

  /** @param {unknown} failure */
  #failed(failure) {
    if (!(failure instanceof Problem || failure instanceof NetworkLost)) throw failure;
    const errors = failure instanceof Problem ? failure.errors : [];
    showErrors(this.form, errors.length ? errors : [{ field: "", message: `${failure.message} ${t("Try again in a moment.")}` }]);
  }

  /** @param {boolean} isWorking */
  #work(isWorking) {
    this.button.disabled = isWorking;
    this.working.textContent = isWorking ? t("One moment…") : "";
  }
}

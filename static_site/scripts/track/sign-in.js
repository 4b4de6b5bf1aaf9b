// Number and email. A typing error in the number is said at once, before anything is sent.
import { NetworkLost, Problem, post } from "../api.js";
import { find } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { formatNumber, isNumber, normaliseNumber } from "../number.js";
import { t } from "../texts.js";
import { emailError } from "./email.js";

/** @typedef {import("../session.js").CitizenSession} CitizenSession */

export class SignIn {
  /** @param {HTMLFormElement} form @param {(session: CitizenSession) => void} opened */
  constructor(form, opened) {
    this.form = form;
    this.opened = opened;
    this.number = /** @type {HTMLInputElement} */ (find(form, "[name=number]"));
    this.email = /** @type {HTMLInputElement} */ (find(form, "[name=email]"));
    this.why = find(form, "[data-sign-in-why]");
    this.button = /** @type {HTMLButtonElement} */ (find(form, "button[type=submit]"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.number.addEventListener("blur", () => {
      if (isNumber(this.number.value)) this.number.value = formatNumber(this.number.value);
    });
  }

  /** @param {string} asked as it stands in the address */
  prefill(asked) {
    this.#say("");
    if (!asked) return;
    this.number.value = formatNumber(asked);
    if (!isNumber(asked)) showErrors(this.form, [this.#wrongNumber()]);
  }

  /** @param {string} number */
  askAgain(number) {
    this.number.value = formatNumber(number);
    this.email.value = "";
    this.#say(t("For your safety the tracking space has closed after a while. Enter your email address again: what you wrote is kept."));
  }

  left() {
    this.form.reset();
    clearErrors(this.form);
    this.#say(t("You have left the tracking space. Nothing of your file stays on this page."));
  }

  async #submit() {
    clearErrors(this.form);
    const errors = this.#errors();
    if (errors.length) return showErrors(this.form, errors);
    this.button.disabled = true;
    try {
      const session = await post("/sessions", { body: { number: normaliseNumber(this.number.value), email: this.email.value.trim() } });
      this.email.value = "";
      this.#say("");
      this.opened(session);
    } catch (failure) {
      this.#failed(failure);
    } finally {
      this.button.disabled = false;
    }
  }

  /** @param {unknown} failure */
  #failed(failure) {
    if (failure instanceof Problem) {
      showErrors(this.form, failure.errors.length ? failure.errors : [{ field: "", message: failure.message }]);
    } else if (failure instanceof NetworkLost) {
      showErrors(this.form, [{ field: "", message: `${failure.message} ${t("Try again in a moment.")}` }]);
    } else {
      throw failure;
    }
  }

  #errors() {
    const errors = [];
    if (!this.number.value.trim()) errors.push({ field: "number", message: t("Enter the number of your file") });
    else if (!isNumber(this.number.value)) errors.push(this.#wrongNumber());
    const email = emailError(this.email.value);
    return email ? [...errors, { field: "email", message: email }] : errors;
  }

  #wrongNumber() {
    return { field: "number", message: t("This number is incomplete or has a typing error. It has 13 letters and digits.") };
  }

  /** @param {string} text */
  #say(text) {
    this.why.textContent = text;
    this.why.hidden = !text;
  }
}

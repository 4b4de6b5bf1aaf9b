// Signing in with number and email. A mistyped number is reported before anything is sent.
import { NetworkError, Problem, post } from "../api.js";
import { findElement } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { formatNumber, isComplaintNumber, normaliseNumber } from "../number.js";
import { t } from "../texts.js";
import { validateEmail } from "./email-validation.js";

/** @typedef {import("../session.js").CitizenSession} CitizenSession */

export class SignInForm {
  /** @param {HTMLFormElement} form @param {(session: CitizenSession) => void} onSignedIn */
  constructor(form, onSignedIn) {
    this.form = form;
    this.onSignedIn = onSignedIn;
    this.number = /** @type {HTMLInputElement} */ (findElement(form, "[name=number]"));
    this.email = /** @type {HTMLInputElement} */ (findElement(form, "[name=email]"));
    this.why = findElement(form, "[data-sign-in-why]");
    this.button = /** @type {HTMLButtonElement} */ (findElement(form, "button[type=submit]"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.number.addEventListener("blur", () => {
      if (isComplaintNumber(this.number.value)) this.number.value = formatNumber(this.number.value);
    });
  }

  /** @param {string} asked as it stands in the address */
  prefill(asked) {
    this.#showNotice("");
    if (!asked) return;
    this.number.value = formatNumber(asked);
    if (!isComplaintNumber(asked)) showErrors(this.form, [this.#createNumberError()]);
  }

  /** @param {string} number */
  askForEmail(number) {
    this.number.value = formatNumber(number);
    this.email.value = "";
    this.#showNotice(t("For your safety the tracking space has closed after a while. Enter your email address again: what you wrote is kept."));
  }

  showSignedOut() {
    this.form.reset();
    clearErrors(this.form);
    this.#showNotice(t("You have left the tracking space. Nothing of your file stays on this page."));
  }

  async #submit() {
    clearErrors(this.form);
    const errors = this.#validate();
    if (errors.length) return showErrors(this.form, errors);
    this.button.disabled = true;
    try {
      const session = await post("/sessions", { body: { number: normaliseNumber(this.number.value), email: this.email.value.trim() } });
      this.email.value = "";
      this.#showNotice("");
      this.onSignedIn(session);
    } catch (failure) {
      this.#showFailure(failure);
    } finally {
      this.button.disabled = false;
    }
  }

  /** @param {unknown} failure */
  #showFailure(failure) {
    if (failure instanceof Problem) {
      showErrors(this.form, failure.errors.length ? failure.errors : [{ field: "", message: failure.message }]);
    } else if (failure instanceof NetworkError) {
      showErrors(this.form, [{ field: "", message: `${failure.message} ${t("Try again in a moment.")}` }]);
    } else {
      throw failure;
    }
  }

  #validate() {
    const errors = [];
    if (!this.number.value.trim()) errors.push({ field: "number", message: t("Enter the number of your file") });
    else if (!isComplaintNumber(this.number.value)) errors.push(this.#createNumberError());
    const email = validateEmail(this.email.value);
    return email ? [...errors, { field: "email", message: email }] : errors;
  }

  #createNumberError() {
    return { field: "number", message: t("This number is incomplete or has a typing error. It has 13 letters and digits.") };
  }

  /** @param {string} text */
  #showNotice(text) {
    this.why.textContent = text;
    this.why.hidden = !text;
  }
}

// The form of one action on a complaint. Its draft is saved in this tab; once sent, the request is retried with the same
// key and bytes (delivery.js), after a reload too, until the portal has answered.
import { CharacterCount } from "../character-count.js";
import { Delivery } from "../delivery.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { findElement, moveFocusTo } from "../elements.js";
import { UploadGate } from "../files/upload-gate.js";
import { UploadField } from "../files/upload-field.js";
import { readForm, fillForm } from "../submit/form-values.js";
import { t } from "../texts.js";
import { deleteFormDraft, saveFormDraft, readFormDraft } from "./form-drafts.js";

/** @typedef {import("../submit/draft.js").FormValues} FormValues */
/** @typedef {import("../error-summary.js").FieldError} FieldError */
/** @typedef {import("../delivery.js").KeyedRequest} KeyedRequest */
/** @typedef {import("../api.js").Problem} Problem */
/**
 * @typedef {object} ActionFormOptions what a form must know of its action
 * @property {(request: KeyedRequest) => Promise<any>} send
 * @property {(values: FormValues, uploadIds: string[]) => object} buildBody
 * @property {import("../files/upload-field.js").UploadFieldOptions["requestSlot"]} [requestSlot] where the form has a field for files
 * @property {(values: FormValues) => FieldError[]} [validate] what is wrong, in the order of the fields
 * @property {(result: any) => void} onDone
 * @property {(problem: Problem) => Promise<"later" | "handled" | "shown">} [onRefused] later: it is sent after signing in
 *   again; handled: the caller has shown it; shown: the form shows it
 */

export class ActionForm {
  number = "";
  #isAllowed = true;
  #isBusy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLFormElement} form @param {ActionFormOptions} options */
  constructor(form, options) {
    this.form = form;
    this.options = options;
    this.delivery = new Delivery((request) => options.send(request), () => this.#saveDraft());
    this.panel = findElement(form, "[data-sending]");
    this.confirm = /** @type {HTMLElement | null} */ (form.querySelector("[data-confirm]"));
    this.submit = findElement(form, "[data-submit]");
    this.#createUploadField();
    const limited = /** @type {NodeListOf<HTMLTextAreaElement>} */ (form.querySelectorAll("[data-limit]"));
    this.counts = [...limited].map((control) => new CharacterCount(control));
    this.#listen();
  }

  get name() {
    return this.form.dataset.form ?? "";
  }

  get isEmpty() {
    return (this.files?.isEmpty ?? true) && Object.values(readForm(this.form)).every((answer) => !answer.trim());
  }

  /** Whether the action is allowed now; typed text stays in any case. @param {boolean} allowed */
  setAllowed(allowed) {
    this.#isAllowed = allowed;
    if (!this.delivery.isPending) this.#lock(false);
  }

  /** Switch to a complaint, and restore its draft from this tab. @param {string} number */
  open(number) {
    if (number === this.number) return;
    this.number = ""; // #reset must not save a draft for the previous complaint
    this.#reset();
    this.number = number;
    const draft = readFormDraft(number, this.name);
    this.delivery.restore(draft?.request ?? null);
    fillForm(this.form, draft?.values ?? {});
    this.files?.restore(draft?.files ?? []);
    this.form.dispatchEvent(new Event("change"));
    this.#updateCounts();
    this.resume();
  }

  /** Retry a pending request, unless a retry is scheduled. */
  resume() {
    if (this.delivery.isPending && !this.#timer) this.send();
  }

  /** Delete what was typed, in the page and in this tab. */
  clear() {
    deleteFormDraft(this.number, this.name);
    this.#reset();
    this.number = "";
  }

  async send() {
    this.#cancelRetry();
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      if (!this.delivery.isPending) await this.#prepareRequest();
      this.#lock(true);
      this.#showStatus(t("Sending…"), "");
      await this.#handleResult(await this.delivery.attempt());
    } finally {
      this.#isBusy = false;
    }
  }

  #prepareRequest() {
    return this.delivery.prepare(JSON.stringify(this.options.buildBody(readForm(this.form), this.files?.uploadIds ?? [])));
  }

  /** @param {import("../delivery.js").AttemptResult} attempt */
  async #handleResult({ kind, result, problem, waitSeconds = 0 }) {
    if (kind === "sent") return this.#finish(result);
    if (kind === "later" || !problem) return this.#retryLater(problem?.message ?? t("The connection was lost."), waitSeconds);
    const what = (await this.options.onRefused?.(problem)) ?? "shown";
    if (what === "later") this.panel.hidden = true;
    else await this.#handleRefusal(problem, what === "shown");
  }

  /** @param {any} result */
  #finish(result) {
    deleteFormDraft(this.number, this.name);
    this.#reset();
    this.options.onDone(result);
  }

  /** @param {string} why @param {number} seconds */
  #retryLater(why, seconds) {
    this.#showStatus(t("Not sent yet:"), `${why} ${t("What you wrote is kept in this tab.")} ${t("We try again by ourselves.")}`);
    findElement(this.panel, "[data-retry]").hidden = false;
    this.#timer = setTimeout(() => this.send(), seconds * 1000);
  }

  /** @param {Problem} problem @param {boolean} shown */
  async #handleRefusal(problem, shown) {
    const sent = JSON.parse(this.delivery.request?.bytes ?? "{}").upload_ids ?? [];
    await this.delivery.markRefused();
    this.panel.hidden = true;
    this.#lock(false);
    if (!shown) return;
    const errors = this.files?.markRefusals(problem.errors, sent) ?? problem.errors;
    showErrors(this.form, errors.length ? errors : [{ field: "", message: problem.message }]);
  }

  #listen() {
    this.form.addEventListener("input", () => this.#saveDraft());
    this.form.addEventListener("change", () => this.#saveDraft());
    this.form.addEventListener("focusin", () => this.files?.preload());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tryToSend();
    });
    findElement(this.panel, "[data-retry]").addEventListener("click", () => this.send());
    this.form.querySelector("[data-confirm-no]")?.addEventListener("click", () => this.#toggleConfirmation(false));
    window.addEventListener("online", () => !this.panel.hidden && this.delivery.isPending && this.send());
  }

  #tryToSend() {
    clearErrors(this.form);
    const errors = [...(this.options.validate?.(readForm(this.form)) ?? []), ...(this.files?.errors ?? [])];
    if (errors.length) showErrors(this.form, errors);
    else if (this.confirm?.hidden) this.#toggleConfirmation(true);
    else if (this.uploadGate?.checkUploads() ?? true) this.send();
  }

  #createUploadField() {
    const element = /** @type {HTMLElement | null} */ (this.form.querySelector("[data-uploads]"));
    const { requestSlot } = this.options;
    if (!element || !requestSlot) return;
    this.files = new UploadField(element, {
      requestSlot,
      onChange: () => {
        this.#saveDraft();
        this.uploadGate?.update();
      },
    });
    this.uploadGate = new UploadGate(this.form, this.files, () => this.#tryToSend());
  }

  /** Show or hide the confirmation before the action. @param {boolean} open */
  #toggleConfirmation(open) {
    if (!this.confirm) return;
    this.confirm.hidden = !open;
    this.submit.hidden = open;
    if (open) moveFocusTo(findElement(this.confirm, "[data-confirm-title]"));
    else this.submit.focus();
  }

  #saveDraft() {
    if (this.number) saveFormDraft(this.number, this.name, { values: readForm(this.form), request: this.delivery.request, files: this.files?.saved });
  }

  #reset() {
    this.#cancelRetry();
    this.delivery.restore(null);
    this.files?.clear();
    this.uploadGate?.close();
    this.form.reset();
    this.form.dispatchEvent(new Event("change"));
    clearErrors(this.form);
    this.#lock(false);
    this.panel.hidden = true;
    if (this.confirm) this.confirm.hidden = true;
    this.#updateCounts();
  }

  #cancelRetry() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #updateCounts() {
    for (const count of this.counts) count.update();
  }

  /** @param {string} title @param {string} text */
  #showStatus(title, text) {
    this.panel.hidden = false;
    findElement(this.panel, "[data-retry]").hidden = true;
    findElement(this.panel, "[data-sending-title]").textContent = title;
    findElement(this.panel, "[data-sending-text]").textContent = text;
  }

  /** While the request is pending, its fields can't be changed. @param {boolean} locked */
  #lock(locked) {
    this.submit.hidden = locked || !this.#isAllowed;
    if (this.confirm && locked) this.confirm.hidden = true;
    this.files?.lock(locked);
    for (const control of /** @type {Iterable<HTMLInputElement>} */ (this.form.elements)) {
      if (control.type === "file") continue;
      if (control.type === "radio") control.disabled = locked;
      else control.readOnly = locked;
    }
  }
}

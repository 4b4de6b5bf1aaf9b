// A form that does one thing to a file. What is typed is kept in this tab; what was handed to the network once is sent
// again with the same key and the same bytes, by itself and after a reload, until the portal has answered.
import { CharacterCount } from "../character-count.js";
import { Delivery } from "../delivery.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { find, moveFocusTo } from "../elements.js";
import { FilesFirst } from "../files/files-first.js";
import { UploadField } from "../files/upload-field.js";
import { answersOf, fillForm } from "../submit/form.js";
import { t } from "../texts.js";
import { forgetDraft, keepDraft, readDraft } from "./drafts.js";

/** @typedef {import("../submit/draft.js").Answers} Answers */
/** @typedef {import("../error-summary.js").FieldError} FieldError */
/** @typedef {import("../delivery.js").Sending} Sending */
/** @typedef {import("../api.js").Problem} Problem */
/**
 * @typedef {object} Conduct what a form needs to know of its act
 * @property {(sending: Sending) => Promise<any>} send
 * @property {(answers: Answers, uploadIds: string[]) => object} bodyOf
 * @property {import("../files/upload-field.js").Ways["slot"]} [slot] where the form has a field for files
 * @property {(answers: Answers) => FieldError[]} [check] what is wrong, in the order of the fields
 * @property {(result: any) => void} done
 * @property {(problem: Problem) => Promise<"later" | "handled" | "shown">} [refused] later: it goes out once somebody
 *   signed in again; handled: the form need not say anything; shown: it does
 */

export class ActForm {
  number = "";
  #allowed = true;
  #busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLFormElement} form @param {Conduct} conduct */
  constructor(form, conduct) {
    this.form = form;
    this.conduct = conduct;
    this.delivery = new Delivery((sending) => conduct.send(sending), () => this.#keep());
    this.panel = find(form, "[data-sending]");
    this.confirm = /** @type {HTMLElement | null} */ (form.querySelector("[data-confirm]"));
    this.submit = find(form, "[data-submit]");
    this.#addFiles();
    const limited = /** @type {NodeListOf<HTMLTextAreaElement>} */ (form.querySelectorAll("[data-limit]"));
    this.counts = [...limited].map((control) => new CharacterCount(control));
    this.#listen();
  }

  get name() {
    return this.form.dataset.act ?? "";
  }

  get isEmpty() {
    return (this.files?.isEmpty ?? true) && Object.values(answersOf(this.form)).every((answer) => !answer.trim());
  }

  /** Whether the act is possible now; what is typed stays in any case. @param {boolean} allowed */
  allow(allowed) {
    this.#allowed = allowed;
    if (!this.delivery.isUnderWay) this.#lock(false);
  }

  /** Begin with a file: what was typed for it in this tab comes back. @param {string} number */
  open(number) {
    if (number === this.number) return;
    this.number = ""; // nothing is kept for the file before any more
    this.#reset();
    this.number = number;
    const draft = readDraft(number, this.name);
    this.delivery.resume(draft?.sending ?? null);
    fillForm(this.form, draft?.answers ?? {});
    this.files?.open(draft?.files ?? []);
    this.form.dispatchEvent(new Event("change"));
    this.#count();
    this.resume();
  }

  /** Send again what may not have arrived, unless that is about to happen. */
  resume() {
    if (this.delivery.isUnderWay && !this.#timer) this.send();
  }

  /** Nothing typed stays, neither in the page nor in this tab. */
  forget() {
    forgetDraft(this.number, this.name);
    this.#reset();
    this.number = "";
  }

  async send() {
    this.#stopWaiting();
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (!this.delivery.isUnderWay) await this.#write();
      this.#lock(true);
      this.#say(t("Sending…"), "");
      await this.#settle(await this.delivery.attempt());
    } finally {
      this.#busy = false;
    }
  }

  #write() {
    return this.delivery.write(JSON.stringify(this.conduct.bodyOf(answersOf(this.form), this.files?.ids ?? [])));
  }

  /** @param {import("../delivery.js").Outcome} outcome */
  async #settle({ kind, result, problem, waitSeconds = 0 }) {
    if (kind === "sent") return this.#done(result);
    if (kind === "later" || !problem) return this.#later(problem?.message ?? t("The connection was lost."), waitSeconds);
    const what = (await this.conduct.refused?.(problem)) ?? "shown";
    if (what === "later") this.panel.hidden = true;
    else await this.#refused(problem, what === "shown");
  }

  /** @param {any} result */
  #done(result) {
    forgetDraft(this.number, this.name);
    this.#reset();
    this.conduct.done(result);
  }

  /** @param {string} why @param {number} seconds */
  #later(why, seconds) {
    this.#say(t("Not sent yet:"), `${why} ${t("What you wrote is kept in this tab.")} ${t("We try again by ourselves.")}`);
    find(this.panel, "[data-retry]").hidden = false;
    this.#timer = setTimeout(() => this.send(), seconds * 1000);
  }

  /** @param {Problem} problem @param {boolean} shown */
  async #refused(problem, shown) {
    const sent = JSON.parse(this.delivery.sending?.bytes ?? "{}").upload_ids ?? [];
    await this.delivery.stop();
    this.panel.hidden = true;
    this.#lock(false);
    if (!shown) return;
    const errors = this.files?.explain(problem.errors, sent) ?? problem.errors;
    showErrors(this.form, errors.length ? errors : [{ field: "", message: problem.message }]);
  }

  #listen() {
    this.form.addEventListener("input", () => this.#keep());
    this.form.addEventListener("change", () => this.#keep());
    this.form.addEventListener("focusin", () => this.files?.prepare());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tryToSend();
    });
    find(this.panel, "[data-retry]").addEventListener("click", () => this.send());
    this.form.querySelector("[data-confirm-no]")?.addEventListener("click", () => this.#ask(false));
    window.addEventListener("online", () => !this.panel.hidden && this.delivery.isUnderWay && this.send());
  }

  #tryToSend() {
    clearErrors(this.form);
    const errors = [...(this.conduct.check?.(answersOf(this.form)) ?? []), ...(this.files?.errors ?? [])];
    if (errors.length) showErrors(this.form, errors);
    else if (this.confirm?.hidden) this.#ask(true);
    else if (this.filesFirst?.passes() ?? true) this.send();
  }

  #addFiles() {
    const element = /** @type {HTMLElement | null} */ (this.form.querySelector("[data-uploads]"));
    const { slot } = this.conduct;
    if (!element || !slot) return;
    this.files = new UploadField(element, {
      slot,
      changed: () => {
        this.#keep();
        this.filesFirst?.follow();
      },
    });
    this.filesFirst = new FilesFirst(this.form, this.files, () => this.#tryToSend());
  }

  /** The step between wanting and doing. @param {boolean} open */
  #ask(open) {
    if (!this.confirm) return;
    this.confirm.hidden = !open;
    this.submit.hidden = open;
    if (open) moveFocusTo(find(this.confirm, "[data-confirm-title]"));
    else this.submit.focus();
  }

  #keep() {
    if (this.number) keepDraft(this.number, this.name, { answers: answersOf(this.form), sending: this.delivery.sending, files: this.files?.kept });
  }

  #reset() {
    this.#stopWaiting();
    this.delivery.resume(null);
    this.files?.clear();
    this.filesFirst?.close();
    this.form.reset();
    this.form.dispatchEvent(new Event("change"));
    clearErrors(this.form);
    this.#lock(false);
    this.panel.hidden = true;
    if (this.confirm) this.confirm.hidden = true;
    this.#count();
  }

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #count() {
    for (const count of this.counts) count.update();
  }

  /** @param {string} title @param {string} text */
  #say(title, text) {
    this.panel.hidden = false;
    find(this.panel, "[data-retry]").hidden = true;
    find(this.panel, "[data-sending-title]").textContent = title;
    find(this.panel, "[data-sending-text]").textContent = text;
  }

  /** While the portal may have it already, it can't change. @param {boolean} locked */
  #lock(locked) {
    this.submit.hidden = locked || !this.#allowed;
    if (this.confirm && locked) this.confirm.hidden = true;
    this.files?.lock(locked);
    for (const control of /** @type {Iterable<HTMLInputElement>} */ (this.form.elements)) {
      if (control.type === "file") continue;
      if (control.type === "radio") control.disabled = locked;
      else control.readOnly = locked;
    }
  }
}

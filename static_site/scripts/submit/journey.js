// Filing a complaint: one form, shown step by step. The address's fragment is the step, so the browser's back and
// forward buttons and a change of language keep it; each value is saved in the draft as it is entered.
import { CharacterCount } from "../character-count.js";
import { post } from "../api.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { UploadGate } from "../files/upload-gate.js";
import { UploadField } from "../files/upload-field.js";
import { t } from "../texts.js";
import { AgencyChoice } from "./agency-choice.js";
import { DraftBar } from "./draft-bar.js";
import { DraftStore } from "./draft.js";
import { readForm, fillForm } from "./form-values.js";
import { PlaceChoice } from "./place-choice.js";
import { ProposedQuestions } from "./proposed-questions.js";
import { ComplaintSender } from "./complaint-sender.js";
import { SendingPanel } from "./sending-panel.js";
import { Confirmation, deleteReceipt, saveReceipt, readReceipt } from "./confirmation.js";
import { FIELDS, SENT, STEPS, validateStep, findFirstOpenStep, findStep, findStepToResume } from "./steps.js";
import { showSummary } from "./summary.js";
import { Warnings } from "./warnings.js";

/** @typedef {import("./steps.js").FieldError} FieldError */

export class SubmitJourney {
  static module = "portal-submit";

  store = new DraftStore();
  sender = new ComplaintSender(this.store, () => this.files.uploadIds);
  /** The API's errors, until the citizen sees them at their step. @type {FieldError[]} */
  refusals = [];
  shown = "";

  /** @param {HTMLElement} element */
  constructor(element) {
    this.form = /** @type {HTMLFormElement} */ (element);
    this.title = document.title;
    this.agencyChoice = new AgencyChoice(this.#part("[data-module=portal-agency-choice]"));
    this.placeChoice = new PlaceChoice(this.#part("[data-module=portal-place-choice]"));
    this.confirmation = new Confirmation(this.step(SENT));
    this.panel = new SendingPanel(this.step("check"), () => this.send());
    this.draftBar = new DraftBar(this.#part("[data-draft]"), this.store, () => this.#startAgain());
    this.warnings = new Warnings(this.step("facts"));
    new ProposedQuestions(this.step("facts"), () => this.store.draft.values.kind === "question");
    this.files = new UploadField(this.#part("[data-uploads]"), {
      requestSlot: (description) => post("/uploads", { body: description }),
      onChange: () => this.#handleFileChange(),
      fileStore: this.store.fileStore,
    });
    this.uploadGate = new UploadGate(this.step("check"), this.files, () => this.send());
    // The citizen may type before the draft is loaded.
    for (const given of ["input", "change"]) this.form.addEventListener(given, () => started.then(() => this.#saveDraft()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      started.then(() => this.#continue());
    });
    const started = this.#start();
    started.then(() => this.#fetchLists());
  }

  async #start() {
    await this.store.load();
    await this.sender.resume();
    await this.#readKindFromAddress();
    fillForm(this.form, this.store.draft.values);
    const limited = /** @type {NodeListOf<HTMLTextAreaElement>} */ (this.form.querySelectorAll("[data-limit]"));
    for (const control of limited) new CharacterCount(control);
    this.warnings.update();
    this.files.restore(this.store.draft.files ?? []);
    this.#listen();
    if (!this.store.isEmpty) this.draftBar.showRestored(findStepToResume(this.store.draft.values));
    this.show({ arriving: true });
  }

  async #fetchLists() {
    const { values } = this.store.draft;
    await Promise.all([this.agencyChoice.open(values.agency_id), this.placeChoice.open(values)]);
    if (this.shown === "check") this.#summarise();
    if (this.shown === "place") this.#suggestPlace();
    if (this.sender.isPending) this.#goTo("check", () => this.send());
  }

  /** A link may name the kind (?kind=suggestion), and so does a form sent before this script was loaded. */
  async #readKindFromAddress() {
    const kind = new URLSearchParams(window.location.search).get("kind");
    if (kind) await this.store.save({ values: { ...this.store.draft.values, kind } });
    if (window.location.search) history.replaceState(null, "", window.location.pathname + window.location.hash);
  }

  /** @param {string} name */
  step(name) {
    return this.#part(`[data-step=${name}]`);
  }

  #listen() {
    window.addEventListener("hashchange", () => this.#followAddress());
    window.addEventListener("online", () => this.retryTimer && this.send());
  }

  /** The address changed: to another step, or to an element of the page (the skip link), which keeps the step. */
  #followAddress() {
    const asked = window.location.hash.slice(1);
    if (asked === "" || asked === SENT || STEPS.includes(asked)) this.show();
    else history.replaceState(null, "", `#${this.shown}`);
  }

  #saveDraft() {
    const given = readForm(this.form);
    // Until the places are loaded, their empty lists must not overwrite the draft.
    if (!this.placeChoice.isReady) for (const field of FIELDS.place) delete given[field];
    this.store.save({ values: { ...this.store.draft.values, ...given } });
    this.draftBar.show();
  }

  /** The step in the address, or the first one that is still open before it. */
  #findRequestedStep() {
    const asked = window.location.hash.slice(1);
    if (asked === SENT && readReceipt()) return SENT;
    const open = STEPS.indexOf(findFirstOpenStep(this.store.draft.values));
    const position = STEPS.indexOf(asked);
    return STEPS[Math.max(0, Math.min(position, open))];
  }

  /** Show the step of the address. @param {{ arriving?: boolean }} [options] */
  show({ arriving = false } = {}) {
    const name = this.#findRequestedStep();
    if (window.location.hash && window.location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
    clearErrors(this.step(name));
    for (const step of [...STEPS, SENT]) this.step(step).hidden = step !== name;
    this.shown = name;
    this.#prepareStep(name);
    const heading = /** @type {HTMLElement} */ (this.step(name).querySelector("h1"));
    const count = this.step(name).querySelector(".portal-step__count")?.textContent;
    document.title = [heading.textContent?.trim(), count, this.title].filter(Boolean).join(" – ");
    heading.tabIndex = -1;
    if (!arriving || window.location.hash) {
      window.scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
    this.#showRefusals(name);
  }

  /** @param {string} name */
  #prepareStep(name) {
    this.uploadGate.close();
    if (name === "files") this.files.preload();
    if (name === "you") this.sender.prepare();
    if (name === "check") {
      this.sender.prepare();
      this.#summarise();
    }
    if (name === "place") this.#suggestPlace();
    const receipt = name === SENT ? readReceipt() : null;
    if (receipt) {
      this.confirmation.show(receipt);
      this.draftBar.hide();
    }
  }

  #summarise() {
    showSummary(this.form, this.step("check"), this.store.draft.values, this.placeChoice.chosenNames, this.files.items);
  }

  /** A file was chosen, has arrived, or has not. */
  #handleFileChange() {
    this.store.save({ files: this.files.saved });
    if (this.shown === "check") this.#summarise();
    if (!this.files.isEmpty && this.draftBar.bar.hidden) this.draftBar.show();
    this.uploadGate.update();
  }

  /** The place follows from the agency when that is a commune, province or region. */
  #suggestPlace() {
    const agency = this.agencyChoice.agency(this.store.draft.values.agency_id);
    if (!agency?.region || !this.placeChoice.isEmpty) return;
    this.placeChoice.choose(agency.region, agency.province, agency.commune);
    this.#saveDraft();
  }

  #continue() {
    if (this.shown === "check") return this.#finish();
    this.#saveDraft();
    const errors = this.shown === "files" ? this.files.errors : validateStep(this.shown, this.store.draft.values);
    if (errors.length) {
      showErrors(this.step(this.shown), errors);
      return;
    }
    this.#goTo(this.#next());
  }

  #finish() {
    this.refusals = this.files.errors;
    if (this.refusals.length) this.#goTo("files");
    else if (this.uploadGate.checkUploads()) this.send();
  }

  /** The check step again for those who have been there; for others the following step. */
  #next() {
    const { values, furthestStep } = this.store.draft;
    const following = STEPS[STEPS.indexOf(this.shown) + 1];
    const next = furthestStep === "check" ? findFirstOpenStep(values) : following;
    if (next === "check") this.store.save({ furthestStep: "check" });
    return next;
  }

  /** @param {string} name @param {() => void} [then] */
  #goTo(name, then) {
    if (window.location.hash === `#${name}`) this.show();
    else window.location.hash = name;
    if (then) then();
  }

  /** @param {string} name */
  #showRefusals(name) {
    const here = this.refusals.filter(({ field }) => findStep(field) === name);
    if (!here.length) return;
    this.refusals = this.refusals.filter((refusal) => !here.includes(refusal));
    showErrors(this.step(name), here);
  }

  async send() {
    if (this.isSending) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = 0;
    this.isSending = true;
    this.panel.showSending();
    try {
      await this.#handleResult(await this.sender.attempt());
    } catch {
      this.panel.showRefused(t("Something went wrong on this page. Reload it: your draft is kept."));
    } finally {
      this.isSending = false;
    }
  }

  /** @param {import("./complaint-sender.js").AttemptResult} attempt */
  async #handleResult(attempt) {
    if (attempt.kind === "sent") {
      const files = this.files.saved.filter(({ upload_id: id }) => id).map(({ name }) => name);
      saveReceipt(attempt.result, { email: this.store.draft.values["citizen.email"].trim(), files });
      await this.#clear();
      history.replaceState(null, "", `#${SENT}`);
      this.show();
    } else if (attempt.kind === "later") {
      this.panel.showRetry(attempt, this.sender.isPending);
      this.retryTimer = setTimeout(() => this.send(), (attempt.waitSeconds ?? 0) * 1000);
    } else if (attempt.problem) {
      this.#showRefusal(attempt.problem);
    }
  }

  /** @param {import("../api.js").Problem} problem */
  #showRefusal(problem) {
    const errors = this.files.markRefusals(problem.errors, this.sender.refusedIds).filter(({ field }) => findStep(field));
    if (!errors.length) {
      this.panel.showRefused(problem.message);
      return;
    }
    this.panel.clear();
    this.refusals = errors;
    this.#goTo(STEPS.find((step) => errors.some(({ field }) => findStep(field) === step)) ?? "kind");
  }

  async #startAgain() {
    clearTimeout(this.retryTimer);
    this.retryTimer = 0;
    await this.sender.clear();
    await this.#clear();
    this.sender.delivery.restore(null);
    deleteReceipt();
    this.placeChoice.choose();
    this.draftBar.hide();
    this.panel.clear();
    this.#goTo("kind");
  }

  async #clear() {
    const { draft } = this.store;
    const files = draft.files;
    this.files.clear();
    await this.store.clear({ ...draft, files });
    this.form.reset();
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.form.querySelector(selector));
  }
}

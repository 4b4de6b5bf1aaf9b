// Filing a complaint: one form, shown step by step. The address's fragment is the step, so the browser's back and
// forward buttons and a change of language keep it; each answer is kept in the draft as it is given.
import { CharacterCount } from "../character-count.js";
import { post } from "../api.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { FilesFirst } from "../files/files-first.js";
import { UploadField } from "../files/upload-field.js";
import { t } from "../texts.js";
import { AgencyChoice } from "./agency-choice.js";
import { DraftBar } from "./draft-bar.js";
import { DraftStore } from "./draft.js";
import { answersOf, fillForm } from "./form.js";
import { PlaceChoice } from "./place-choice.js";
import { Proposals } from "./proposals.js";
import { Sender } from "./sender.js";
import { SendingPanel } from "./sending-panel.js";
import { Sent, forgetReceipt, keepReceipt, keptReceipt } from "./sent.js";
import { FIELDS, SENT, STEPS, errorsOf, firstOpenStep, stepOf, stepToResume } from "./steps.js";
import { showSummary } from "./summary.js";
import { Warnings } from "./warnings.js";

/** @typedef {import("./steps.js").FieldError} FieldError */

export class SubmitJourney {
  static module = "portal-submit";

  store = new DraftStore();
  sender = new Sender(this.store, () => this.files.ids);
  /** What the API refused, until the citizen sees it at its step. @type {FieldError[]} */
  refusals = [];
  shown = "";

  /** @param {HTMLElement} element */
  constructor(element) {
    this.form = /** @type {HTMLFormElement} */ (element);
    this.title = document.title;
    this.agencyChoice = new AgencyChoice(this.#part("[data-module=portal-agency-choice]"));
    this.placeChoice = new PlaceChoice(this.#part("[data-module=portal-place-choice]"));
    this.sent = new Sent(this.step(SENT));
    this.panel = new SendingPanel(this.step("check"), () => this.send());
    this.draftBar = new DraftBar(this.#part("[data-draft]"), this.store, () => this.#startAgain());
    this.warnings = new Warnings(this.step("facts"));
    new Proposals(this.step("facts"), () => this.store.draft.answers.kind === "question");
    this.files = new UploadField(this.#part("[data-uploads]"), {
      slot: (description) => post("/uploads", { body: description }),
      changed: () => this.#followFiles(),
      shelf: this.store.shelf,
    });
    this.filesFirst = new FilesFirst(this.step("check"), this.files, () => this.send());
    // Somebody may be quicker than the draft.
    for (const given of ["input", "change"]) this.form.addEventListener(given, () => begun.then(() => this.#keep()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      begun.then(() => this.#goOn());
    });
    const begun = this.#begin();
    begun.then(() => this.#fetchLists());
  }

  async #begin() {
    await this.store.load();
    await this.sender.resume();
    await this.#takeFromAddress();
    fillForm(this.form, this.store.draft.answers);
    const limited = /** @type {NodeListOf<HTMLTextAreaElement>} */ (this.form.querySelectorAll("[data-limit]"));
    for (const control of limited) new CharacterCount(control);
    this.warnings.look();
    this.files.open(this.store.draft.files ?? []);
    this.#listen();
    if (!this.store.isEmpty) this.draftBar.showFound(stepToResume(this.store.draft.answers));
    this.show({ arriving: true });
  }

  async #fetchLists() {
    const { answers } = this.store.draft;
    await Promise.all([this.agencyChoice.open(answers.agency_id), this.placeChoice.open(answers)]);
    if (this.shown === "check") this.#summarise();
    if (this.shown === "place") this.#suggestPlace();
    if (this.sender.isUnderWay) this.#goTo("check", () => this.send());
  }

  /** A link may name the kind (?kind=suggestion), and so does a form sent before this script had come. */
  async #takeFromAddress() {
    const kind = new URLSearchParams(window.location.search).get("kind");
    if (kind) await this.store.save({ answers: { ...this.store.draft.answers, kind } });
    if (window.location.search) history.replaceState(null, "", window.location.pathname + window.location.hash);
  }

  /** @param {string} name */
  step(name) {
    return this.#part(`[data-step=${name}]`);
  }

  #listen() {
    window.addEventListener("hashchange", () => this.#follow());
    window.addEventListener("online", () => this.waiting && this.send());
  }

  /** The address changed: to another step, or to a place in the page (the skip link), which leaves the step alone. */
  #follow() {
    const asked = window.location.hash.slice(1);
    if (asked === "" || asked === SENT || STEPS.includes(asked)) this.show();
    else history.replaceState(null, "", `#${this.shown}`);
  }

  #keep() {
    const given = answersOf(this.form);
    // Until the places are there, their empty lists say nothing about the answers.
    if (!this.placeChoice.isReady) for (const field of FIELDS.place) delete given[field];
    this.store.save({ answers: { ...this.store.draft.answers, ...given } });
    this.draftBar.show();
  }

  /** The step that the address asks for, if the citizen may be there already. */
  #wanted() {
    const asked = window.location.hash.slice(1);
    if (asked === SENT && keptReceipt()) return SENT;
    const open = STEPS.indexOf(firstOpenStep(this.store.draft.answers));
    const position = STEPS.indexOf(asked);
    return STEPS[Math.max(0, Math.min(position, open))];
  }

  /** Show the step of the address. @param {{ arriving?: boolean }} [how] */
  show({ arriving = false } = {}) {
    const name = this.#wanted();
    if (window.location.hash && window.location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
    clearErrors(this.step(name));
    for (const step of [...STEPS, SENT]) this.step(step).hidden = step !== name;
    this.shown = name;
    this.#prepare(name);
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
  #prepare(name) {
    this.filesFirst.close();
    if (name === "files") this.files.prepare();
    if (name === "you") this.sender.prepare();
    if (name === "check") {
      this.sender.prepare();
      this.#summarise();
    }
    if (name === "place") this.#suggestPlace();
    const receipt = name === SENT ? keptReceipt() : null;
    if (receipt) {
      this.sent.show(receipt);
      this.draftBar.hide();
    }
  }

  #summarise() {
    showSummary(this.form, this.step("check"), this.store.draft.answers, this.placeChoice.inWords, this.files.items);
  }

  /** A file was chosen, has arrived, or has not. */
  #followFiles() {
    this.store.save({ files: this.files.kept });
    if (this.shown === "check") this.#summarise();
    if (!this.files.isEmpty && this.draftBar.bar.hidden) this.draftBar.show();
    this.filesFirst.follow();
  }

  /** Nobody is asked twice: the place of a commune, province or region is known. */
  #suggestPlace() {
    const agency = this.agencyChoice.agency(this.store.draft.answers.agency_id);
    if (!agency?.region || !this.placeChoice.isEmpty) return;
    this.placeChoice.choose(agency.region, agency.province, agency.commune);
    this.#keep();
  }

  #goOn() {
    if (this.shown === "check") return this.#finish();
    this.#keep();
    const errors = this.shown === "files" ? this.files.errors : errorsOf(this.shown, this.store.draft.answers);
    if (errors.length) {
      showErrors(this.step(this.shown), errors);
      return;
    }
    this.#goTo(this.#next());
  }

  #finish() {
    this.refusals = this.files.errors;
    if (this.refusals.length) this.#goTo("files");
    else if (this.filesFirst.passes()) this.send();
  }

  /** Who has been to the end goes back to it; the others go on to the next step. */
  #next() {
    const { answers, reached } = this.store.draft;
    const following = STEPS[STEPS.indexOf(this.shown) + 1];
    const next = reached === "check" ? firstOpenStep(answers) : following;
    if (next === "check") this.store.save({ reached: "check" });
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
    const here = this.refusals.filter(({ field }) => stepOf(field) === name);
    if (!here.length) return;
    this.refusals = this.refusals.filter((refusal) => !here.includes(refusal));
    showErrors(this.step(name), here);
  }

  async send() {
    if (this.sending) return;
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.sending = true;
    this.panel.underWay();
    try {
      await this.#settle(await this.sender.attempt());
    } catch {
      this.panel.refused(t("Something went wrong on this page. Reload it: your draft is kept."));
    } finally {
      this.sending = false;
    }
  }

  /** @param {import("./sender.js").Outcome} outcome */
  async #settle(outcome) {
    if (outcome.kind === "sent") {
      const files = this.files.kept.filter(({ upload_id: id }) => id).map(({ name }) => name);
      keepReceipt(outcome.result, { email: this.store.draft.answers["citizen.email"].trim(), files });
      await this.#forget();
      history.replaceState(null, "", `#${SENT}`);
      this.show();
    } else if (outcome.kind === "later") {
      this.panel.later(outcome, this.sender.isUnderWay);
      this.waiting = setTimeout(() => this.send(), (outcome.waitSeconds ?? 0) * 1000);
    } else if (outcome.problem) {
      this.#refuse(outcome.problem);
    }
  }

  /** @param {import("../api.js").Problem} problem */
  #refuse(problem) {
    const errors = this.files.explain(problem.errors, this.sender.refusedIds).filter(({ field }) => stepOf(field));
    if (!errors.length) {
      this.panel.refused(problem.message);
      return;
    }
    this.panel.clear();
    this.refusals = errors;
    this.#goTo(STEPS.find((step) => errors.some(({ field }) => stepOf(field) === step)) ?? "kind");
  }

  async #startAgain() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    await this.sender.forget();
    await this.#forget();
    this.sender.delivery.resume(null);
    forgetReceipt();
    this.placeChoice.choose();
    this.draftBar.hide();
    this.panel.clear();
    this.#goTo("kind");
  }

  async #forget() {
    const { draft } = this.store;
    const files = draft.files;
    this.files.clear();
    await this.store.forget({ ...draft, files });
    this.form.reset();
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.form.querySelector(selector));
  }
}

// The tracking space, opened with number and email: the complaint, the conversation, the feedback, the withdrawal.
import { forCitizen } from "#words";
import { NetworkError, Problem, get, post } from "../api.js";
import { ActionForm } from "../complaint/action-form.js";
import { ComplaintView, hasPendingFiles, hasUnavailableFiles } from "../complaint/complaint-view.js";
import { deleteAllFormDrafts } from "../complaint/form-drafts.js";
import { handleDownloads } from "../complaint/file-list.js";
import { AutoRefresh } from "../complaint/auto-refresh.js";
import { summariseStatusForCitizen } from "../complaint/status-summary.js";
import { validateText } from "../complaint/text-validation.js";
import { findElement, moveFocusTo } from "../elements.js";
import { normaliseNumber } from "../number.js";
import { Screens } from "../screens.js";
import { citizenSession } from "../session.js";
import { deleteReceipt } from "../submit/confirmation.js";
import { t } from "../texts.js";
import { readNumberFromAddress } from "./number-in-address.js";
import { AnswerFeedback } from "./answer-feedback.js";
import { NumberReminder } from "./number-reminder.js";
import { SignInForm } from "./sign-in-form.js";

/** @typedef {import("../complaint/api-types.js").Complaint} Complaint */

export class TrackingSpace {
  static module = "portal-tracking";

  /** The number of the complaint being followed, canonical. */
  number = "";
  /** @type {Complaint | null} */
  complaint = null;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.screens = new Screens(element);
    this.complaintView = new ComplaintView(this.screens.get("complaint"), forCitizen, summariseStatusForCitizen);
    this.autoRefresh = new AutoRefresh(this.screens.get("complaint"), (options) => this.load(options));
    this.signIn = new SignInForm(findElement(element, "[data-sign-in]"), (session) => this.#openSession(session));
    this.reminder = new NumberReminder(findElement(element, "[data-reminder]"));
    this.message = this.#form("message", {
      path: "messages",
      validate: (values) => validateText(values, { field: "text", limit: 5000, missing: t("Write your message") }),
      buildBody: ({ text }, uploadIds) => ({ text: text.trim(), upload_ids: uploadIds }),
      doneMessage: t("Your message is with the administration."),
    });
    this.withdrawal = this.#form("withdrawal", {
      path: "withdrawal",
      validate: (values) => validateText(values, { field: "reason", limit: 1000 }),
      buildBody: ({ reason }) => ({ reason: reason.trim() || null }),
      doneMessage: t("You have withdrawn this file."),
    });
    this.feedback = new AnswerFeedback(this.screens.get("complaint"), (act, options) => this.#form(act, options), () => this.#goToConversation());
    this.forms = [this.message, this.withdrawal, ...this.feedback.forms];
    handleDownloads(this.screens.get("complaint"), (id) => this.#fetch(`/files/${id}`, (why) => this.autoRefresh.announce(why)));
    this.#listen();
    this.#start();
  }

  /** Use the session of this tab if it fits the number in the address; else ask to sign in. */
  #start({ focus = false } = {}) {
    const asked = readNumberFromAddress();
    const session = citizenSession.read();
    if (session && (!asked || normaliseNumber(asked) === session.number)) return this.#openSession(session);
    this.signIn.prefill(asked);
    this.screens.show("sign-in", { focus });
  }

  /** @param {import("../session.js").CitizenSession} session */
  async #openSession(session) {
    citizenSession.save(session);
    this.number = session.number;
    history.replaceState(null, "", `#${session.number}`);
    if (this.complaint?.number !== session.number) this.screens.show("loading");
    await this.load();
  }

  /** Fetch and show the complaint; quiet: announce only news. @param {{ quiet?: boolean }} [options] */
  async load({ quiet = false } = {}) {
    const complaint = await this.#fetch("", (why) => this.#handleLoadFailure(why, quiet));
    if (complaint) this.#show(complaint, quiet);
  }

  /** The API's answer, or null after a failure that is shown. @param {string} path below the complaint @param {(why: string) => void} failed */
  async #fetch(path, failed) {
    try {
      return await get(`/complaints/${this.number}${path}`, { token: citizenSession.read()?.token });
    } catch (failure) {
      if (failure instanceof Problem && failure.type === "session_expired") this.askForEmail();
      else if (failure instanceof Problem || failure instanceof NetworkError) failed(failure.message);
      else throw failure;
      return null;
    }
  }

  /** The session has expired: ask for the email again; drafts are kept. */
  askForEmail() {
    citizenSession.clear();
    this.signIn.askForEmail(this.number);
    this.screens.show("sign-in");
  }

  /** @param {Complaint} complaint @param {boolean} [quiet] */
  #show(complaint, quiet = false) {
    const before = this.complaint?.number === complaint.number ? this.complaint.version : null;
    this.complaint = complaint;
    this.complaintView.show(complaint);
    this.#showAllowedForms(complaint);
    findElement(this.element, "[data-lacking]").hidden = !hasUnavailableFiles(complaint);
    this.feedback.show(complaint);
    this.screens.show("complaint");
    for (const form of this.forms) form.open(complaint.number);
    if (before === null) this.feedback.restoreDetails();
    for (const form of this.forms) form.resume();
    this.autoRefresh.markLoaded({ changed: before !== null && before !== complaint.version, first: before === null, quiet });
    this.autoRefresh.pollWhile(hasPendingFiles(complaint), t("The files have been processed."));
  }

  /** Show the forms of the actions that the API allows now. @param {Complaint} complaint */
  #showAllowedForms({ may, status }) {
    const asked = status === "needs_information";
    findElement(this.element, "[data-conversation]").hidden = !may.includes("message");
    findElement(this.element, "[data-withdrawal]").hidden = !may.includes("withdraw");
    findElement(this.element, "[data-reply]").hidden = !asked || !may.includes("message");
    findElement(this.element, "[data-conversation-title]").textContent = asked ? t("Answer the administration’s question") : t("Write to the administration");
  }

  /** @param {string} why @param {boolean} quiet */
  #handleLoadFailure(why, quiet) {
    if (this.complaint?.number === this.number) return this.autoRefresh.reportFailure(why, quiet);
    findElement(this.element, "[data-trouble]").textContent = why;
    this.screens.show("trouble");
  }

  /**
   * @param {string} act
   * @param {import("./answer-feedback.js").FeedbackFormOptions} options said: once it is done; after: instead of moving the focus to that
   */
  #form(act, { path, validate, buildBody, doneMessage, after }) {
    return new ActionForm(findElement(this.element, `[data-form="${act}"]`), {
      validate,
      buildBody,
      requestSlot: (description) => post("/uploads", { body: description }),
      send: (request) => post(`/complaints/${this.number}/${path}`, { ...request, token: citizenSession.read()?.token }),
      onDone: (complaint) => this.#finish(complaint, doneMessage, after),
      onRefused: async (problem) => {
        if (problem.type !== "session_expired") return "shown";
        this.askForEmail();
        return "later";
      },
    });
  }

  /** @param {Complaint} complaint @param {string} doneMessage @param {() => void} [after] */
  #finish(complaint, doneMessage, after) {
    this.#show(complaint, true);
    this.autoRefresh.announce(doneMessage);
    if (after) after();
    else moveFocusTo(findElement(this.screens.get("complaint"), "[data-said]"));
  }

  #listen() {
    findElement(this.element, "[data-leave]").addEventListener("click", () => this.signOut());
    findElement(this.element, "[data-again]").addEventListener("click", () => this.load());
    findElement(this.element, "[data-reply]").addEventListener("click", (event) => {
      event.preventDefault();
      this.#goToConversation();
    });
    findElement(this.element, "[data-lacking] button").addEventListener("click", () => this.#goToFiledFiles());
    findElement(this.element, "[data-forgotten]").addEventListener("click", () => this.screens.show("reminder"));
    findElement(this.element, "[data-back]").addEventListener("click", () => this.#backToSignIn());
    window.addEventListener("hashchange", () => {
      const asked = readNumberFromAddress();
      if (asked && normaliseNumber(asked) !== this.number) this.#start({ focus: true });
    });
  }

  #backToSignIn() {
    this.reminder.clear();
    this.screens.show("sign-in");
  }

  #goToConversation() {
    findElement(this.element, "[data-conversation]").scrollIntoView({ block: "start" });
    findElement(this.message.form, "textarea").focus({ preventScroll: true });
  }

  #goToFiledFiles() {
    const files = findElement(this.element, "[data-part=filed-files]");
    /** @type {HTMLDetailsElement} */ (files.closest("details")).open = true;
    moveFocusTo(files);
  }

  /** Leave nothing of the complaint for the next user of this device. */
  signOut() {
    citizenSession.clear();
    deleteReceipt();
    for (const form of this.forms) form.clear();
    this.feedback.clear();
    deleteAllFormDrafts();
    this.complaintView.clear();
    this.complaint = null;
    this.number = "";
    history.replaceState(null, "", window.location.pathname);
    this.signIn.showSignedOut();
    this.screens.show("sign-in");
  }
}

// The tracking space: the number and the email open it; then the file, the conversation, the withdrawal.
import { NetworkLost, Problem, get, post } from "../api.js";
import { ActForm } from "../case/act-form.js";
import { CaseView, awaitsVerdict, lacksFiles } from "../case/case-view.js";
import { forgetAllDrafts } from "../case/drafts.js";
import { offerDownloads } from "../case/file-list.js";
import { Freshness } from "../case/freshness.js";
import { textErrors } from "../case/text-rules.js";
import { find, moveFocusTo } from "../elements.js";
import { normaliseNumber } from "../number.js";
import { Scenes } from "../scenes.js";
import { citizenSession } from "../session.js";
import { forgetReceipt } from "../submit/sent.js";
import { t } from "../texts.js";
import { numberInAddress } from "./address.js";
import { Judging } from "./judging.js";
import { Reminder } from "./reminder.js";
import { SignIn } from "./sign-in.js";

/** @typedef {import("../case/view.js").View} View */

export class Tracking {
  static module = "portal-tracking";

  /** The file being followed, canonical. */
  number = "";
  /** @type {View | null} */
  view = null;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.scenes = new Scenes(element);
    this.case = new CaseView(this.scenes.scene("file"), "citizen");
    this.freshness = new Freshness(this.scenes.scene("file"), (how) => this.load(how));
    this.signIn = new SignIn(find(element, "[data-sign-in]"), (session) => this.#enter(session));
    this.reminder = new Reminder(find(element, "[data-reminder]"));
    this.message = this.#form("message", {
      path: "messages",
      check: (answers) => textErrors(answers, { field: "text", limit: 5000, missing: t("Write your message") }),
      bodyOf: ({ text }, uploadIds) => ({ text: text.trim(), upload_ids: uploadIds }),
      said: t("Your message is with the administration."),
    });
    this.withdrawal = this.#form("withdrawal", {
      path: "withdrawal",
      check: (answers) => textErrors(answers, { field: "reason", limit: 1000 }),
      bodyOf: ({ reason }) => ({ reason: reason.trim() || null }),
      said: t("You have withdrawn this file."),
    });
    this.judging = new Judging(this.scenes.scene("file"), (act, how) => this.#form(act, how), () => this.#toConversation());
    this.forms = [this.message, this.withdrawal, ...this.judging.forms];
    offerDownloads(this.scenes.scene("file"), (id) => this.#read(`/files/${id}`, (why) => this.freshness.say(why)));
    this.#listen();
    this.#arrive();
  }

  /** What the address and the tab say: straight in, or sign in. */
  #arrive({ focus = false } = {}) {
    const asked = numberInAddress();
    const session = citizenSession.current();
    if (session && (!asked || normaliseNumber(asked) === session.number)) return this.#enter(session);
    this.signIn.prefill(asked);
    this.scenes.show("sign-in", { focus });
  }

  /** @param {import("../session.js").CitizenSession} session */
  async #enter(session) {
    citizenSession.save(session);
    this.number = session.number;
    history.replaceState(null, "", `#${session.number}`);
    if (this.view?.number !== session.number) this.scenes.show("loading");
    await this.load();
  }

  /** Read the file; a quiet one says nothing unless there is something new. @param {{ quiet?: boolean }} [options] */
  async load({ quiet = false } = {}) {
    const view = await this.#read("", (why) => this.#notLoaded(why, quiet));
    if (view) this.#show(view, quiet);
  }

  /** What the API says, or null where it was said why not. @param {string} path below the file @param {(why: string) => void} failed */
  async #read(path, failed) {
    try {
      return await get(`/complaints/${this.number}${path}`, { token: citizenSession.current()?.token });
    } catch (failure) {
      if (failure instanceof Problem && failure.type === "session_expired") this.askAgain();
      else if (failure instanceof Problem || failure instanceof NetworkLost) failed(failure.message);
      else throw failure;
      return null;
    }
  }

  /** The session has ended: the email once more, and nothing typed is lost. */
  askAgain() {
    citizenSession.forget();
    this.signIn.askAgain(this.number);
    this.scenes.show("sign-in");
  }

  /** @param {View} view @param {boolean} [quiet] */
  #show(view, quiet = false) {
    const before = this.view?.number === view.number ? this.view.version : null;
    this.view = view;
    this.case.show(view);
    this.#offer(view);
    find(this.element, "[data-lacking]").hidden = !lacksFiles(view);
    this.judging.show(view);
    this.scenes.show("file");
    for (const form of this.forms) form.open(view.number);
    if (before === null) this.judging.unfold();
    for (const form of this.forms) form.resume();
    this.freshness.seen({ changed: before !== null && before !== view.version, first: before === null, quiet });
    this.freshness.expect(awaitsVerdict(view), t("The files have been processed."));
  }

  /** Exactly what the API says may be done now. @param {View} view */
  #offer({ may, status }) {
    const asked = status === "needs_information";
    find(this.element, "[data-conversation]").hidden = !may.includes("message");
    find(this.element, "[data-withdrawal]").hidden = !may.includes("withdraw");
    find(this.element, "[data-reply]").hidden = !asked || !may.includes("message");
    find(this.element, "[data-conversation-title]").textContent = asked ? t("Answer the administration’s question") : t("Write to the administration");
  }

  /** @param {string} why @param {boolean} quiet */
  #notLoaded(why, quiet) {
    if (this.view?.number === this.number) return this.freshness.failed(why, quiet);
    find(this.element, "[data-trouble]").textContent = why;
    this.scenes.show("trouble");
  }

  /**
   * @param {string} act
   * @param {import("./judging.js").How} how said: once it is done; after: instead of moving the focus to that
   */
  #form(act, { path, check, bodyOf, said, after }) {
    return new ActForm(find(this.element, `[data-act="${act}"]`), {
      check,
      bodyOf,
      slot: (description) => post("/uploads", { body: description }),
      send: (sending) => post(`/complaints/${this.number}/${path}`, { ...sending, token: citizenSession.current()?.token }),
      done: (view) => this.#done(view, said, after),
      refused: async (problem) => {
        if (problem.type !== "session_expired") return "shown";
        this.askAgain();
        return "later";
      },
    });
  }

  /** @param {View} view @param {string} said @param {() => void} [after] */
  #done(view, said, after) {
    this.#show(view, true);
    this.freshness.say(said);
    if (after) after();
    else moveFocusTo(find(this.scenes.scene("file"), "[data-said]"));
  }

  #listen() {
    find(this.element, "[data-leave]").addEventListener("click", () => this.leave());
    find(this.element, "[data-again]").addEventListener("click", () => this.load());
    find(this.element, "[data-reply]").addEventListener("click", (event) => {
      event.preventDefault();
      this.#toConversation();
    });
    find(this.element, "[data-lacking] button").addEventListener("click", () => this.#toFiledFiles());
    find(this.element, "[data-forgotten]").addEventListener("click", () => this.scenes.show("reminder"));
    find(this.element, "[data-back]").addEventListener("click", () => this.#backToSignIn());
    window.addEventListener("hashchange", () => {
      const asked = numberInAddress();
      if (asked && normaliseNumber(asked) !== this.number) this.#arrive({ focus: true });
    });
  }

  #backToSignIn() {
    this.reminder.clear();
    this.scenes.show("sign-in");
  }

  #toConversation() {
    find(this.element, "[data-conversation]").scrollIntoView({ block: "start" });
    find(this.message.form, "textarea").focus({ preventScroll: true });
  }

  #toFiledFiles() {
    const files = find(this.element, "[data-case=filed-files]");
    /** @type {HTMLDetailsElement} */ (files.closest("details")).open = true;
    moveFocusTo(files);
  }

  /** Whoever uses this phone next finds nothing of the file. */
  leave() {
    citizenSession.forget();
    forgetReceipt();
    for (const form of this.forms) form.forget();
    this.judging.clear();
    forgetAllDrafts();
    this.case.clear();
    this.view = null;
    this.number = "";
    history.replaceState(null, "", window.location.pathname);
    this.signIn.left();
    this.scenes.show("sign-in");
  }
}

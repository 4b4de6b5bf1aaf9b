// One file at the desk of the administration that holds it: what to know first, then what may be done.
import { NetworkLost, Problem } from "../api.js";
import { CaseView, awaitsVerdict } from "../case/case-view.js";
import { offerDownloads } from "../case/file-list.js";
import { Freshness } from "../case/freshness.js";
import { historyOf } from "../case/history.js";
import { stepItem } from "../case/history-list.js";
import { timeElement } from "../dates.js";
import { element, find, moveFocusTo, typed } from "../elements.js";
import { t } from "../texts.js";
import { actsOf } from "./acts.js";
import { LINK_PROBLEMS } from "./officer.js";

/** @typedef {import("../case/view.js").View} View */
/** @typedef {import("../case/view.js").Agency} Agency */
/**
 * @typedef {object} Ways out of the file
 * @property {(failure: unknown) => void} failed
 * @property {(agency: Agency | null, wanted: string) => void} transferred
 */

export class FileDesk {
  number = "";
  /** @type {View | null} */
  view = null;

  /** @param {HTMLElement} scene @param {import("./officer.js").Officer} officer @param {Ways} ways */
  constructor(scene, officer, ways) {
    this.scene = scene;
    this.officer = officer;
    this.ways = ways;
    this.case = new CaseView(scene, "officer");
    this.freshness = new Freshness(scene, ({ quiet }) => this.#refresh(quiet));
    this.acts = actsOf(this);
    offerDownloads(scene, (id) => this.#addressOf(id));
    find(scene, "[data-queue-link]").addEventListener("click", () => this.#askForQueueLink());
  }

  /** Read and show a file; false where something else is shown instead. @param {string} number */
  async open(number) {
    try {
      const view = await this.officer.get(`/complaints/${number}`);
      this.number = number;
      this.show(view, { quiet: true });
      return true;
    } catch (failure) {
      this.ways.failed(failure);
      return false;
    }
  }

  /** Only who has a link to one file asks for the queue, and only who came from the queue goes back. @param {boolean} isQueue */
  belongsToQueue(isQueue) {
    find(this.scene, "[data-to-queue]").hidden = !isQueue;
    find(this.scene, "[data-queue-link-block]").hidden = isQueue;
  }

  /** @param {View} view @param {{ quiet?: boolean }} [options] */
  show(view, { quiet = false } = {}) {
    const before = this.view?.number === view.number ? this.view.version : null;
    this.view = view;
    this.case.show(view);
    this.#showMissing(view);
    find(this.scene, "[data-confidential]").hidden = !view.citizen?.confidential;
    this.#showNotes(view);
    for (const act of this.acts) act.show(view);
    find(this.scene, "[data-acts]").hidden = !this.acts.some((act) => !act.box.hidden);
    this.freshness.seen({ changed: before !== null && before !== view.version, first: before === null, quiet });
    this.freshness.expect(awaitsVerdict(view), t("The files have been processed."));
  }

  /** After an act: the file as it is now, and what was done. @param {View} view @param {string} said */
  done(view, said) {
    this.show(view, { quiet: true });
    this.freshness.say(said);
    moveFocusTo(find(this.scene, "[data-said]"));
  }

  /**
   * A decision was made on an earlier state: show what came since, in the form that made it.
   * @param {HTMLElement} form
   */
  async showNews(form) {
    const seen = Math.max(0, ...(this.view?.timeline ?? []).map(({ seq }) => seq));
    const view = await this.officer.get(`/complaints/${this.number}`);
    this.show(view, { quiet: true });
    const fresh = historyOf(view, "officer").filter(({ seq }) => seq > seen);
    const news = find(form, "[data-news]");
    find(news, "ol").replaceChildren(...fresh.map((step) => stepItem(step, "officer")));
    news.hidden = false;
    moveFocusTo(find(news, "[data-news-title]"));
  }

  forget() {
    for (const act of this.acts) act.forget();
    this.case.clear();
    find(this.scene, "[data-missing-text]").replaceChildren();
    find(this.scene, "[data-notes]").replaceChildren();
    this.view = null;
    this.number = "";
  }

  /** @param {boolean} quiet */
  async #refresh(quiet) {
    try {
      this.show(await this.officer.get(`/complaints/${this.number}`), { quiet });
    } catch (failure) {
      const isOver = failure instanceof Problem && (LINK_PROBLEMS.includes(failure.type) || failure.type === "not_found");
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkLost)) this.freshness.failed(failure.message, quiet);
      else this.ways.failed(failure);
    }
  }

  /** What the citizen finds missing in the answer before, while another one is owed. @param {View} view */
  #showMissing({ timeline, days_left: left }) {
    const reopened = left === null ? undefined : [...timeline].reverse().find(({ action }) => action === "reopen");
    find(this.scene, "[data-missing]").hidden = !reopened;
    find(this.scene, "[data-missing-text]").replaceChildren(typed(reopened?.text ?? ""));
  }

  /** @param {string} id of a file @returns {Promise<{ url: string } | null>} */
  async #addressOf(id) {
    try {
      return await this.officer.get(`/complaints/${this.number}/files/${id}`);
    } catch (failure) {
      const isOver = failure instanceof Problem && LINK_PROBLEMS.includes(failure.type);
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkLost)) this.freshness.say(failure.message);
      else this.ways.failed(failure);
      return null;
    }
  }

  /** @param {View} view */
  #showNotes({ notes = [] }) {
    find(this.scene, "[data-notes-block]").hidden = notes.length === 0;
    find(this.scene, "[data-notes]").replaceChildren(
      ...notes.map(({ at, text }) => {
        const item = element("li", "portal-notes__note");
        const when = element("p", "portal-history__byline", timeElement(at));
        item.append(when, typed(text));
        return item;
      }),
    );
  }

  async #askForQueueLink() {
    const button = /** @type {HTMLButtonElement} */ (find(this.scene, "[data-queue-link]"));
    const said = find(this.scene, "[data-queue-link-said]");
    button.disabled = true;
    try {
      await this.officer.post("/queue-links", { body: {} });
      said.textContent = t("We are sending the link to the mailbox of your administration that received this one.");
    } catch (failure) {
      if (failure instanceof Problem && LINK_PROBLEMS.includes(failure.type)) this.ways.failed(failure);
      else if (failure instanceof Problem || failure instanceof NetworkLost) said.textContent = failure.message;
      else throw failure;
    } finally {
      button.disabled = false;
    }
  }
}

// One complaint as the officer's page shows it: what to know first, then the actions.
import { forOfficer } from "#words";
import { NetworkError, Problem } from "../api.js";
import { ComplaintView, hasPendingFiles } from "../complaint/complaint-view.js";
import { handleDownloads } from "../complaint/file-list.js";
import { AutoRefresh } from "../complaint/auto-refresh.js";
import { buildHistory } from "../complaint/history.js";
import { createStepItem } from "../complaint/history-list.js";
import { summariseStatusForOfficer } from "../complaint/status-summary.js";
import { createTimeElement } from "../dates.js";
import { createElement, findElement, moveFocusTo, createTypedText } from "../elements.js";
import { t } from "../texts.js";
import { createActionBoxes } from "./action-boxes.js";
import { LINK_PROBLEMS } from "./officer-client.js";

/** @typedef {import("../complaint/api-types.js").Complaint} Complaint */
/** @typedef {import("../complaint/api-types.js").Agency} Agency */
/**
 * @typedef {object} Callbacks out of the file
 * @property {(failure: unknown) => void} onFailure
 * @property {(agency: Agency | null, chosenId: string) => void} onTransfer
 */

export class OfficerComplaint {
  number = "";
  /** @type {Complaint | null} */
  complaint = null;

  /** @param {HTMLElement} screen @param {import("./officer-client.js").OfficerClient} client @param {Callbacks} callbacks */
  constructor(screen, client, callbacks) {
    this.screen = screen;
    this.client = client;
    this.callbacks = callbacks;
    this.complaintView = new ComplaintView(screen, forOfficer, summariseStatusForOfficer);
    this.autoRefresh = new AutoRefresh(screen, ({ quiet }) => this.#refresh(quiet));
    this.boxes = createActionBoxes(this);
    handleDownloads(screen, (id) => this.#fetchFileUrl(id));
    findElement(screen, "[data-queue-link]").addEventListener("click", () => this.#askForQueueLink());
  }

  /** Fetch and show a complaint; false when an error is shown instead. @param {string} number */
  async open(number) {
    try {
      const complaint = await this.client.get(`/complaints/${number}`);
      this.number = number;
      this.show(complaint, { quiet: true });
      return true;
    } catch (failure) {
      this.callbacks.onFailure(failure);
      return false;
    }
  }

  /** Show the way back to the queue to who came from it, and the request for a queue link to everyone else. @param {boolean} isQueue */
  setQueueLinks(isQueue) {
    findElement(this.screen, "[data-to-queue]").hidden = !isQueue;
    findElement(this.screen, "[data-queue-link-block]").hidden = isQueue;
  }

  /** @param {Complaint} complaint @param {{ quiet?: boolean }} [options] */
  show(complaint, { quiet = false } = {}) {
    const before = this.complaint?.number === complaint.number ? this.complaint.version : null;
    this.complaint = complaint;
    this.complaintView.show(complaint);
    this.#showMissing(complaint);
    findElement(this.screen, "[data-confidential]").hidden = !complaint.citizen?.confidential;
    this.#showNotes(complaint);
    for (const box of this.boxes) box.show(complaint);
    findElement(this.screen, "[data-actions]").hidden = !this.boxes.some((box) => !box.element.hidden);
    this.autoRefresh.markLoaded({ changed: before !== null && before !== complaint.version, first: before === null, quiet });
    this.autoRefresh.pollWhile(hasPendingFiles(complaint), t("The files have been processed."));
  }

  /** After an action: show the complaint as it is now, and announce what was done. @param {Complaint} complaint @param {string} doneMessage */
  showDone(complaint, doneMessage) {
    this.show(complaint, { quiet: true });
    this.autoRefresh.announce(doneMessage);
    moveFocusTo(findElement(this.screen, "[data-said]"));
  }

  /**
   * A decision was refused as stale: show the events since, in the form of that decision.
   * @param {HTMLElement} form
   */
  async showNews(form) {
    const seen = Math.max(0, ...(this.complaint?.timeline ?? []).map(({ seq }) => seq));
    const complaint = await this.client.get(`/complaints/${this.number}`);
    this.show(complaint, { quiet: true });
    const fresh = buildHistory(complaint, forOfficer).filter(({ seq }) => seq > seen);
    const news = findElement(form, "[data-news]");
    findElement(news, "ol").replaceChildren(...fresh.map((step) => createStepItem(step, "officer")));
    news.hidden = false;
    moveFocusTo(findElement(news, "[data-news-title]"));
  }

  clear() {
    for (const box of this.boxes) box.clear();
    this.complaintView.clear();
    findElement(this.screen, "[data-missing-text]").replaceChildren();
    findElement(this.screen, "[data-notes]").replaceChildren();
    this.complaint = null;
    this.number = "";
  }

  /** @param {boolean} quiet */
  async #refresh(quiet) {
    try {
      this.show(await this.client.get(`/complaints/${this.number}`), { quiet });
    } catch (failure) {
      const isOver = failure instanceof Problem && (LINK_PROBLEMS.includes(failure.type) || failure.type === "not_found");
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkError)) this.autoRefresh.reportFailure(failure.message, quiet);
      else this.callbacks.onFailure(failure);
    }
  }

  /** While an answer to a reopening is due, show what the citizen found missing in the previous one. @param {Complaint} complaint */
  #showMissing({ timeline, days_left: left }) {
    const reopened = left === null ? undefined : [...timeline].reverse().find(({ action }) => action === "reopen");
    findElement(this.screen, "[data-missing]").hidden = !reopened;
    findElement(this.screen, "[data-missing-text]").replaceChildren(createTypedText(reopened?.text ?? ""));
  }

  /** @param {string} id of a file @returns {Promise<{ url: string } | null>} */
  async #fetchFileUrl(id) {
    try {
      return await this.client.get(`/complaints/${this.number}/files/${id}`);
    } catch (failure) {
      const isOver = failure instanceof Problem && LINK_PROBLEMS.includes(failure.type);
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkError)) this.autoRefresh.announce(failure.message);
      else this.callbacks.onFailure(failure);
      return null;
    }
  }

  /** @param {Complaint} complaint */
  #showNotes({ notes = [] }) {
    findElement(this.screen, "[data-notes-block]").hidden = notes.length === 0;
    findElement(this.screen, "[data-notes]").replaceChildren(
      ...notes.map(({ at, text }) => {
        const item = createElement("li", "portal-notes__note");
        const when = createElement("p", "portal-history__byline", createTimeElement(at));
        item.append(when, createTypedText(text));
        return item;
      }),
    );
  }

  async #askForQueueLink() {
    const button = /** @type {HTMLButtonElement} */ (findElement(this.screen, "[data-queue-link]"));
    const status = findElement(this.screen, "[data-queue-link-said]");
    button.disabled = true;
    try {
      await this.client.post("/queue-links", { body: {} });
      status.textContent = t("We are sending the link to the mailbox of your administration that received this one.");
    } catch (failure) {
      if (failure instanceof Problem && LINK_PROBLEMS.includes(failure.type)) this.callbacks.onFailure(failure);
      else if (failure instanceof Problem || failure instanceof NetworkError) status.textContent = failure.message;
      else throw failure;
    } finally {
      button.disabled = false;
    }
  }
}

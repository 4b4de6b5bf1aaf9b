// The administration's queue: what is open, what came back for a second look, what is done; the most urgent first.
import { NetworkError, Problem } from "../api.js";
import { createTitle } from "../complaint/complaint-view.js";
import { isOverdue, summariseStatusForOfficer } from "../complaint/status-summary.js";
import { describeLook } from "../complaint/words.js";
import { formatDaysLeft, createTimeElement } from "../dates.js";
import { markNameLanguage, createNameElement } from "../directory.js";
import { createElement, findElement, moveFocusTo } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { isComplaintNumber, normaliseNumber } from "../number.js";
import { n, buildSentence, t } from "../texts.js";
import { LINK_PROBLEMS } from "./officer-client.js";

/** @typedef {import("../complaint/api-types.js").ComplaintHead} ComplaintHead */
/** @typedef {{ items: ComplaintHead[], next_cursor: string | null }} Page */

const PAGE_LENGTH = 20;

export class OfficerQueue {
  queue = "open";
  /** @type {string | null} */
  cursor = null;

  /** @param {HTMLElement} screen @param {import("./officer-client.js").OfficerClient} client @param {{ onFailure: (failure: unknown) => void }} callbacks */
  constructor(screen, client, callbacks) {
    this.screen = screen;
    this.client = client;
    this.callbacks = callbacks;
    this.list = findElement(screen, "[data-queue-list]");
    this.status = findElement(screen, "[data-queue-said]");
    this.more = findElement(screen, "[data-more]");
    this.form = /** @type {HTMLFormElement} */ (findElement(screen, "[data-queue-search]"));
    this.#listen();
  }

  /** @param {string} [agency] its name */
  async open(agency) {
    if (agency) markNameLanguage(findElement(this.screen, "[data-queue-agency]")).textContent = agency;
    await this.#load();
  }

  clear() {
    this.list.replaceChildren();
    findElement(this.screen, "[data-queue-agency]").textContent = "";
  }

  #listen() {
    for (const tab of this.#tabs()) {
      tab.addEventListener("click", () => this.#reportFailures(() => this.#selectTab(tab.dataset.queue ?? "open")));
    }
    this.more.addEventListener("click", () => this.#reportFailures(() => this.#loadMore()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#reportFailures(() => this.#findByNumber());
    });
  }

  #tabs() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.screen.querySelectorAll("[data-queue]"));
  }

  /** @param {string} queue */
  async #selectTab(queue) {
    this.queue = queue;
    await this.#load();
  }

  async #load() {
    for (const tab of this.#tabs()) {
      if (tab.dataset.queue === this.queue) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    this.#showPage(await this.#fetchPage({ queue: this.queue }), []);
  }

  async #loadMore() {
    const before = this.list.childElementCount;
    this.#showPage(await this.#fetchPage({ queue: this.queue, cursor: this.cursor ?? "" }), [...this.list.children]);
    const first = this.list.children[before];
    if (first) moveFocusTo(findElement(first, "h2"));
  }

  async #findByNumber() {
    clearErrors(this.form);
    const field = /** @type {HTMLInputElement} */ (findElement(this.form, "[name=number]"));
    if (!field.value.trim()) return this.#load();
    if (!isComplaintNumber(field.value)) {
      return showErrors(this.form, [{ field: "number", message: t("This number is incomplete or has a typing error. It has 13 letters and digits.") }]);
    }
    const page = await this.#fetchPage({ number: normaliseNumber(field.value) });
    this.#showPage(page, []);
    if (!page.items.length) this.status.textContent = t("This file is not with your administration, or not with your service.");
  }

  /** @param {Record<string, string>} query @returns {Promise<Page>} */
  #fetchPage(query) {
    return this.client.get(`/complaints?${new URLSearchParams({ ...query, limit: String(PAGE_LENGTH) })}`);
  }

  /** @param {Page} page @param {Element[]} before */
  #showPage({ items, next_cursor: cursor }, before) {
    this.cursor = cursor;
    this.list.replaceChildren(...before, ...items.map(createItem));
    this.more.hidden = !cursor;
    const count = this.list.childElementCount;
    this.status.textContent = count ? n("{count} file shown", "{count} files shown", count) : EMPTY[this.queue];
  }

  /** @param {() => Promise<any>} action */
  async #reportFailures(action) {
    try {
      await action();
    } catch (failure) {
      const isOver = failure instanceof Problem && LINK_PROBLEMS.includes(failure.type);
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkError)) this.status.textContent = failure.message;
      else this.callbacks.onFailure(failure);
    }
  }
}

/** @type {Record<string, string>} */
const EMPTY = {
  open: t("No open file: your administration is up to date."),
  reopened: t("No file has come back to this mailbox. Second looks go to the supervisor’s mailbox."),
  done: t("No file is finished yet."),
};

/** @param {ComplaintHead} head */
function createItem(head) {
  const item = createElement("li", "portal-queue__item");
  item.classList.toggle("portal-queue__item--overdue", isOverdue(head));
  const title = createElement("h2", "portal-queue__title");
  const link = /** @type {HTMLAnchorElement} */ (createElement("a", "govuk-link", createTitle(head)));
  link.href = `#${head.number}`;
  title.append(link);
  const { lead, more } = summariseStatusForOfficer(head);
  if (head.days_left !== null) item.append(title, createUrgencyLine(head, head.days_left));
  else item.append(title);
  if (head.look > 1) item.append(createElement("p", "portal-queue__look", describeLook(head.look)));
  item.append(createElement("p", "portal-queue__place", createNameElement(head.place.names)));
  // The due date is shown above already: the rest of the summary.
  item.append(createElement("p", "govuk-body portal-queue__standing", more[0] ?? lead));
  return item;
}

/** "Overdue" in words and with a symbol, not by colour alone. @param {ComplaintHead} head @param {number} left */
function createUrgencyLine(head, left) {
  const line = createElement("p", "portal-queue__urgency");
  if (isOverdue(head)) line.append(createElement("strong", "portal-late", t("Overdue")), " ");
  const due = t("{left} ({date})");
  line.append(buildSentence(due, { left: createElement("strong", "", formatDaysLeft(left)), date: createTimeElement(head.due_on) }));
  return line;
}

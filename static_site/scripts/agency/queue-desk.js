// The administration's queue: what is open, what came back for a second look, what is done; the most urgent first.
import { NetworkLost, Problem } from "../api.js";
import { titleOf } from "../case/case-view.js";
import { isOverdue, standingForOfficer } from "../case/status.js";
import { lookInWords } from "../case/words.js";
import { daysLeftInWords, timeElement } from "../dates.js";
import { inTheirLanguage, nameElement } from "../directory.js";
import { element, find, moveFocusTo } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { isNumber, normaliseNumber } from "../number.js";
import { n, sentence, t } from "../texts.js";
import { LINK_PROBLEMS } from "./officer.js";

/** @typedef {import("../case/view.js").Head} Head */
/** @typedef {{ items: Head[], next_cursor: string | null }} Page */

const PAGE_LENGTH = 20;

export class QueueDesk {
  queue = "open";
  /** @type {string | null} */
  cursor = null;

  /** @param {HTMLElement} scene @param {import("./officer.js").Officer} officer @param {{ failed: (failure: unknown) => void }} ways */
  constructor(scene, officer, ways) {
    this.scene = scene;
    this.officer = officer;
    this.ways = ways;
    this.list = find(scene, "[data-queue-list]");
    this.said = find(scene, "[data-queue-said]");
    this.more = find(scene, "[data-more]");
    this.form = /** @type {HTMLFormElement} */ (find(scene, "[data-queue-search]"));
    this.#listen();
  }

  /** @param {string} [agency] its name */
  async open(agency) {
    if (agency) inTheirLanguage(find(this.scene, "[data-queue-agency]")).textContent = agency;
    await this.#load();
  }

  forget() {
    this.list.replaceChildren();
    find(this.scene, "[data-queue-agency]").textContent = "";
  }

  #listen() {
    for (const tab of this.#tabs()) {
      tab.addEventListener("click", () => this.#safely(() => this.#choose(tab.dataset.queue ?? "open")));
    }
    this.more.addEventListener("click", () => this.#safely(() => this.#loadMore()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#safely(() => this.#find());
    });
  }

  #tabs() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.scene.querySelectorAll("[data-queue]"));
  }

  /** @param {string} queue */
  async #choose(queue) {
    this.queue = queue;
    await this.#load();
  }

  async #load() {
    for (const tab of this.#tabs()) {
      if (tab.dataset.queue === this.queue) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    this.#fill(await this.#page({ queue: this.queue }), []);
  }

  async #loadMore() {
    const before = this.list.childElementCount;
    this.#fill(await this.#page({ queue: this.queue, cursor: this.cursor ?? "" }), [...this.list.children]);
    const first = this.list.children[before];
    if (first) moveFocusTo(find(first, "h2"));
  }

  async #find() {
    clearErrors(this.form);
    const field = /** @type {HTMLInputElement} */ (find(this.form, "[name=number]"));
    if (!field.value.trim()) return this.#load();
    if (!isNumber(field.value)) {
      return showErrors(this.form, [{ field: "number", message: t("This number is incomplete or has a typing error. It has 13 letters and digits.") }]);
    }
    const page = await this.#page({ number: normaliseNumber(field.value) });
    this.#fill(page, []);
    if (!page.items.length) this.said.textContent = t("This file is not with your administration, or not with your service.");
  }

  /** @param {Record<string, string>} query @returns {Promise<Page>} */
  #page(query) {
    return this.officer.get(`/complaints?${new URLSearchParams({ ...query, limit: String(PAGE_LENGTH) })}`);
  }

  /** @param {Page} page @param {Element[]} before */
  #fill({ items, next_cursor: cursor }, before) {
    this.cursor = cursor;
    this.list.replaceChildren(...before, ...items.map(itemOf));
    this.more.hidden = !cursor;
    const count = this.list.childElementCount;
    this.said.textContent = count ? n("{count} file shown", "{count} files shown", count) : EMPTY[this.queue];
  }

  /** @param {() => Promise<any>} act */
  async #safely(act) {
    try {
      await act();
    } catch (failure) {
      const isOver = failure instanceof Problem && LINK_PROBLEMS.includes(failure.type);
      if (!isOver && (failure instanceof Problem || failure instanceof NetworkLost)) this.said.textContent = failure.message;
      else this.ways.failed(failure);
    }
  }
}

/** @type {Record<string, string>} */
const EMPTY = {
  open: t("No open file: your administration is up to date."),
  reopened: t("No file has come back to this mailbox. Second looks go to the supervisor’s mailbox."),
  done: t("No file is finished yet."),
};

/** @param {Head} head */
function itemOf(head) {
  const item = element("li", "portal-queue__item");
  item.classList.toggle("portal-queue__item--overdue", isOverdue(head));
  const title = element("h2", "portal-queue__title");
  const link = /** @type {HTMLAnchorElement} */ (element("a", "govuk-link", titleOf(head)));
  link.href = `#${head.number}`;
  title.append(link);
  const { lead, more } = standingForOfficer(head);
  if (head.days_left !== null) item.append(title, urgency(head, head.days_left));
  else item.append(title);
  if (head.look > 1) item.append(element("p", "portal-queue__look", lookInWords(head.look)));
  item.append(element("p", "portal-queue__place", nameElement(head.place.names)));
  // The date stands above already: what is left to say is where the file stands.
  item.append(element("p", "govuk-body portal-queue__standing", more[0] ?? lead));
  return item;
}

/** Overdue is said in words and with a sign, not by a colour alone. @param {Head} head @param {number} left */
function urgency(head, left) {
  const line = element("p", "portal-queue__urgency");
  if (isOverdue(head)) line.append(element("strong", "portal-late", t("Overdue")), " ");
  const due = t("{left} ({date})");
  line.append(sentence(due, { left: element("strong", "", daysLeftInWords(left)), date: timeElement(head.due_on) }));
  return line;
}

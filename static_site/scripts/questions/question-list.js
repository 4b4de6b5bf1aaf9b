// The page of questions and answers: an address leads to one of them, and a search leaves those it is about.
import { findElement } from "../elements.js";
import { n, t } from "../texts.js";
import { parseQuestion, searchQuestions } from "./question-search.js";

const ANNOUNCE_AFTER_MILLISECONDS = 400;

export class QuestionList {
  static module = "portal-question-list";

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.field = /** @type {HTMLInputElement} */ (findElement(element, "input"));
    this.status = findElement(element, "[data-status]");
    this.nothing = findElement(element, "[data-nothing]");
    this.questions = Array.from(element.querySelectorAll("details"), parseQuestion);
    this.field.addEventListener("input", () => this.#filter());
    findElement(element, "[data-all]").addEventListener("click", () => this.#showAll());
    element.addEventListener("click", (event) => shareLink(event));
    window.addEventListener("hashchange", () => this.#followAddress());
    if (document.readyState === "complete") this.#start();
    else window.addEventListener("load", () => requestAnimationFrame(() => this.#start()));
  }

  /** After the browser has restored the field and scrolled to the fragment, which moves the focus. */
  #start() {
    if (this.field.value) this.#filter();
    this.#followAddress();
  }

  #filter() {
    const text = this.field.value.trim();
    const left = text ? searchQuestions(this.questions, text) : this.questions;
    for (const question of this.questions) question.element.hidden = !left.includes(question);
    for (const topic of this.element.querySelectorAll("section")) {
      topic.hidden = !topic.querySelector("details:not([hidden])");
    }
    this.nothing.hidden = left.length > 0;
    this.#announce(text ? this.#describeCount(left.length) : "");
  }

  /** @param {number} count */
  #describeCount(count) {
    return count ? n("{count} question left", "{count} questions left", count) : t("No question matches.");
  }

  /** Clear it at once when the search is emptied; announce results when the typing pauses. @param {string} message */
  #announce(message) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.status.textContent = message), message ? ANNOUNCE_AFTER_MILLISECONDS : 0);
  }

  #showAll() {
    this.field.value = "";
    this.#filter();
    this.field.focus();
  }

  /** Open the answer that the address names, even if a search has hidden it. */
  #followAddress() {
    const named = document.getElementById(window.location.hash.slice(1))?.closest("details");
    if (!named || !this.element.contains(named)) return;
    if (named.hidden) this.#showAll();
    named.open = true;
    findElement(named, "summary").focus({ preventScroll: true });
    named.scrollIntoView();
  }
}

/** A phone shares a link by itself; elsewhere the address bar shows it. @param {MouseEvent} event */
function shareLink(event) {
  const link = /** @type {Element} */ (event.target).closest("[data-share]");
  if (!(link instanceof HTMLAnchorElement) || !navigator.share) return;
  event.preventDefault();
  navigator.share({ title: document.title, url: link.href }).catch(() => {}); // the person cancelled
}

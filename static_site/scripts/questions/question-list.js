// The page of questions and answers: an address leads to one of them, and a search leaves those it is about.
import { find } from "../elements.js";
import { n, t } from "../texts.js";
import { readQuestion, search } from "./matching.js";

const HEARD_AFTER = 400;

export class QuestionList {
  static module = "portal-question-list";

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.field = /** @type {HTMLInputElement} */ (find(element, "input"));
    this.status = find(element, "[data-status]");
    this.nothing = find(element, "[data-nothing]");
    this.questions = Array.from(element.querySelectorAll("details"), readQuestion);
    this.field.addEventListener("input", () => this.#leaveMatches());
    find(element, "[data-all]").addEventListener("click", () => this.#showAll());
    element.addEventListener("click", (event) => share(event));
    window.addEventListener("hashchange", () => this.#followAddress());
    if (document.readyState === "complete") this.#arrive();
    else window.addEventListener("load", () => requestAnimationFrame(() => this.#arrive()));
  }

  /** Once the browser has put back what was typed, and gone to the address by itself, which takes the focus away. */
  #arrive() {
    if (this.field.value) this.#leaveMatches();
    this.#followAddress();
  }

  #leaveMatches() {
    const text = this.field.value.trim();
    const left = text ? search(this.questions, text) : this.questions;
    for (const question of this.questions) question.element.hidden = !left.includes(question);
    for (const topic of this.element.querySelectorAll("section")) {
      topic.hidden = !topic.querySelector("details:not([hidden])");
    }
    this.nothing.hidden = left.length > 0;
    this.#say(text ? this.#inWords(left.length) : "");
  }

  /** @param {number} count */
  #inWords(count) {
    return count ? n("{count} question left", "{count} questions left", count) : t("No question matches.");
  }

  /** Seen at once when the search is given up, and heard when the typing pauses. @param {string} message */
  #say(message) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.status.textContent = message), message ? HEARD_AFTER : 0);
  }

  #showAll() {
    this.field.value = "";
    this.#leaveMatches();
    this.field.focus();
  }

  /** Open the answer that the address names, even if a search has hidden it. */
  #followAddress() {
    const named = document.getElementById(window.location.hash.slice(1))?.closest("details");
    if (!named || !this.element.contains(named)) return;
    if (named.hidden) this.#showAll();
    named.open = true;
    find(named, "summary").focus({ preventScroll: true });
    named.scrollIntoView();
  }
}

/** A phone shares a link by itself; elsewhere the address bar shows it. @param {MouseEvent} event */
function share(event) {
  const link = /** @type {Element} */ (event.target).closest("[data-share]");
  if (!(link instanceof HTMLAnchorElement) || !navigator.share) return;
  event.preventDefault();
  navigator.share({ title: document.title, url: link.href }).catch(() => {}); // the person thought better of it
}

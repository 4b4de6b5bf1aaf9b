// "This may already answer you": while the facts are written, at most three of the site's own questions, closed, below
// the text. They are compared on this device; the page they come from is fetched when somebody begins to write.
import { createElement, findElement } from "../elements.js";
import { parseQuestion, findSimilarQuestions } from "../questions/question-search.js";
import { n, t } from "../texts.js";

const MAX_SHOWN = 3;
const PAUSE_MILLISECONDS = 300;

/** @typedef {import("../questions/question-search.js").Question} Question */

export class ProposedQuestions {
  /** @type {Promise<Question[]> | undefined} */
  questions;

  /** @param {HTMLElement} step the step "facts" @param {() => boolean} asks whether the citizen asks a question */
  constructor(step, asks) {
    this.step = step;
    this.asks = asks;
    this.status = findElement(step, "[data-proposals-status]");
    this.list = findElement(step, "[data-proposals]");
    this.fields = /** @type {NodeListOf<HTMLInputElement>} */ (step.querySelectorAll("[name=subject], [name=facts]"));
    for (const field of this.fields) field.addEventListener("input", () => this.#planProposal());
    step.closest("form")?.addEventListener("reset", () => this.#show([]));
  }

  #planProposal() {
    this.questions ??= this.#fetch();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#propose(), PAUSE_MILLISECONDS);
  }

  async #propose() {
    const questions = (await this.questions) ?? [];
    const fields = Array.from(this.fields);
    // Who has gone on to a field below must not see it move.
    if (!fields.some((field) => field === document.activeElement)) return;
    const text = fields.map(({ value }) => value).join(" ");
    this.#show(findSimilarQuestions(questions, text, { asks: this.asks() }).slice(0, MAX_SHOWN));
  }

  /** @param {Question[]} questions */
  #show(questions) {
    this.list.replaceChildren(...questions.map(({ element }) => element));
    const { length } = questions;
    const message = length ? n("{count} answer may help you already", "{count} answers may help you already", length) : "";
    if (this.status.textContent !== message) this.status.textContent = message;
  }

  /** The questions of their own page; none where it can't be had, they are only a help. @returns {Promise<Question[]>} */
  async #fetch() {
    try {
      const response = await fetch(this.list.dataset.proposals ?? "", { credentials: "omit" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = Array.from(page.querySelectorAll("details")).filter((each) => !this.#hasWarning(each));
      return found.map(adaptQuestion).map(parseQuestion);
    } catch {
      this.questions = undefined;
      return [];
    }
  }

  /** The step has words of its own about emergencies and courts. @param {Element} question */
  #hasWarning(question) {
    const id = question.querySelector("[id]")?.id;
    return this.step.querySelector(`[data-warning="${id}"]`) !== null;
  }
}

/** A question fit to stand in this page: no id of its own, no link away from the form. @param {HTMLElement} question */
function adaptQuestion(question) {
  question.querySelector("[id]")?.remove();
  question.querySelector("[data-share]")?.parentElement?.remove();
  for (const link of question.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener";
    if (link.protocol !== "tel:") link.append(createElement("span", "", ` ${t("(opens in a new tab)")}`));
  }
  return document.adoptNode(question);
}

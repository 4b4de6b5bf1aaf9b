// "This may already answer you": while the facts are written, at most three of the site's own questions, closed, below
// the text. They are compared on this device; the page they come from is fetched when somebody begins to write.
import { element, find } from "../elements.js";
import { readQuestion, resembling } from "../questions/matching.js";
import { n, t } from "../texts.js";

const SHOWN = 3;
const PAUSE = 300;

/** @typedef {import("../questions/matching.js").Question} Question */

export class Proposals {
  /** @type {Promise<Question[]> | undefined} */
  questions;

  /** @param {HTMLElement} step the step "facts" @param {() => boolean} asks whether the citizen asks a question */
  constructor(step, asks) {
    this.step = step;
    this.asks = asks;
    this.status = find(step, "[data-proposals-status]");
    this.list = find(step, "[data-proposals]");
    this.fields = /** @type {NodeListOf<HTMLInputElement>} */ (step.querySelectorAll("[name=subject], [name=facts]"));
    for (const field of this.fields) field.addEventListener("input", () => this.#written());
    step.closest("form")?.addEventListener("reset", () => this.#show([]));
  }

  #written() {
    this.questions ??= this.#fetch();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#propose(), PAUSE);
  }

  async #propose() {
    const questions = (await this.questions) ?? [];
    const fields = Array.from(this.fields);
    // Who has gone on to a field below must not see it move.
    if (!fields.some((field) => field === document.activeElement)) return;
    const text = fields.map(({ value }) => value).join(" ");
    this.#show(resembling(questions, text, { asks: this.asks() }).slice(0, SHOWN));
  }

  /** @param {Question[]} questions */
  #show(questions) {
    this.list.replaceChildren(...questions.map(({ element }) => element));
    const { length } = questions;
    const said = length ? n("{count} answer may help you already", "{count} answers may help you already", length) : "";
    if (this.status.textContent !== said) this.status.textContent = said;
  }

  /** The questions of their own page; none where it can't be had, they are only a help. @returns {Promise<Question[]>} */
  async #fetch() {
    try {
      const response = await fetch(this.list.dataset.proposals ?? "", { credentials: "omit" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = Array.from(page.querySelectorAll("details")).filter((each) => !this.#isSaidAlready(each));
      return found.map(settled).map(readQuestion);
    } catch {
      this.questions = undefined;
      return [];
    }
  }

  /** The step has words of its own about emergencies and courts. @param {Element} question */
  #isSaidAlready(question) {
    const id = question.querySelector("[id]")?.id;
    return this.step.querySelector(`[data-warning="${id}"]`) !== null;
  }
}

/** A question fit to stand in this page: no id of its own, no link away from the form. @param {HTMLElement} question */
function settled(question) {
  question.querySelector("[id]")?.remove();
  question.querySelector("[data-share]")?.parentElement?.remove();
  for (const link of question.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener";
    if (link.protocol !== "tel:") link.append(element("span", "", ` ${t("(opens in a new tab)")}`));
  }
  return document.adoptNode(question);
}

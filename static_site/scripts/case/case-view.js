// A file as both sides read it: where it stands, the answer, the facts as filed, the history. The forms are elsewhere
// and stay untouched when the file is shown anew, so nothing typed is lost.
import { daysLeftInWords, formatDate, timeElement } from "../dates.js";
import { nameElement } from "../directory.js";
import { element, find, typed } from "../elements.js";
import { formatNumber } from "../number.js";
import { leftToRight, sentence, t } from "../texts.js";
import { contactRows } from "./contact.js";
import { fileList } from "./file-list.js";
import { historyOf, judgementOf, reasonsOf } from "./history.js";
import { stepItem, partElements } from "./history-list.js";
import { standingForCitizen, standingForOfficer } from "./status.js";
import { decisionInWords, kindInWords, lookInWords, stateInWords } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./words.js").Reader} Reader */

export class CaseView {
  /** @param {HTMLElement} scene @param {Reader} reader */
  constructor(scene, reader) {
    this.scene = scene;
    this.reader = reader;
    this.#unfoldOnPaper();
  }

  /** @param {View} view */
  show(view) {
    const refocus = this.#keepFocus();
    this.#part("title").replaceChildren(titleOf(view));
    this.#part("subject").textContent = view.subject;
    this.#showStanding(view);
    this.#showSummary(view);
    this.#showAnswer(view);
    this.#part("facts").replaceChildren(typed(view.facts));
    this.#part("wish").replaceChildren(typed(view.wish ?? ""));
    this.#part("wish-block").hidden = !view.wish;
    this.#part("filed-files").replaceChildren(...fileList(filesOf(view, ({ action }) => action === "submit"), this.reader === "citizen"));
    this.#part("contact").replaceChildren(...(view.citizen ? contactRows(view.citizen, this.reader) : []));
    this.#part("history").replaceChildren(...historyOf(view, this.reader).map((step) => stepItem(step, this.reader)));
    refocus();
  }

  /** Files are shown anew with their buttons: who stood on one stands on it again. */
  #keepFocus() {
    const button = /** @type {HTMLElement | null} */ (document.activeElement);
    const part = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-case]"));
    const selector = `[data-case="${part?.dataset.case}"] [data-file="${button?.dataset.file}"]`;
    return () => /** @type {HTMLElement | null} */ (this.scene.querySelector(selector))?.focus({ preventScroll: true });
  }

  /** Leave nothing of the file in the page. */
  clear() {
    for (const part of ["title", "subject", "state", "lead", "more", "reasons", "judgement", "decision", "answer-files", "facts", "wish", "filed-files", "contact", "history", "agency", "place"]) {
      this.#part(part).replaceChildren();
    }
  }

  /** @param {View} view */
  #showStanding(view) {
    const { lead, more, overdue } = this.reader === "citizen" ? standingForCitizen(view) : standingForOfficer(view);
    this.#part("standing").classList.toggle("portal-standing--overdue", overdue);
    this.#part("state").textContent = stateInWords(view.status, this.reader);
    this.#part("late").hidden = !overdue;
    this.#part("lead").textContent = lead;
    this.#part("more").replaceChildren(...more.map((text) => element("p", "govuk-body", text)));
  }

  /** @param {View} view */
  #showSummary(view) {
    this.#part("agency").replaceChildren(nameElement(view.agency.names));
    this.#part("place").replaceChildren(nameElement(view.place.names));
    this.#part("filed").replaceChildren(timeElement(view.filed_at));
    const due = element("strong", "", daysLeftInWords(view.days_left ?? 0));
    this.#part("due").replaceChildren(sentence(t("{date} ({left})"), { date: timeElement(view.due_on), left: due }));
    this.#part("due-row").hidden = view.days_left === null;
    this.#part("look").textContent = lookInWords(view.look);
    this.#part("look-row").hidden = view.look < 2;
  }

  /** @param {View} view */
  #showAnswer(view) {
    const { answer } = view;
    this.#part("answer").hidden = !answer;
    if (!answer) return;
    this.#part("decision").textContent = decisionInWords(answer.outcome, this.reader);
    this.#part("answer-title").hidden = view.days_left !== null;
    this.#part("earlier-answer-title").hidden = view.days_left === null;
    const by = sentence(t("{agency}, on {date}"), { agency: nameElement(answer.agency.names), date: formatDate(answer.at) });
    this.#part("answered-by").replaceChildren(by);
    this.#part("reasons").replaceChildren(...reasonsOf(answer).flatMap(partElements));
    this.#part("judgement").replaceChildren(...judgementOf(view, this.reader).flatMap(partElements));
    this.#part("answer-files").replaceChildren(...fileList(filesOf(view, ({ seq }) => seq === answer.seq), this.reader === "officer"));
  }

  /** What is folded on the screen must be read on paper. */
  #unfoldOnPaper() {
    const folded = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (this.scene.querySelectorAll("details[data-paper]"));
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    window.addEventListener("beforeprint", () => {
      opened = [...folded()].filter((each) => !each.open);
      for (const each of opened) each.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const each of opened) each.open = false;
    });
  }

  /** @param {string} name */
  #part(name) {
    return find(this.scene, `[data-case="${name}"]`);
  }
}

/** What came with one step. @param {View} view @param {(entry: import("./view.js").Entry) => boolean} isIt */
function filesOf({ timeline }, isIt) {
  return timeline.find(isIt)?.files ?? [];
}

/** Whether a check of some file is still to come. @param {View} view */
export function awaitsVerdict({ timeline }) {
  return timeline.some(({ files = [] }) => files.some(({ state }) => state === "pending"));
}

/** Whether some file of the filing can't be opened by anybody. @param {View} view */
export function lacksFiles(view) {
  return filesOf(view, ({ action }) => action === "submit").some(({ state }) => state === "held" || state === "rejected");
}

/** @param {{ kind: string, number: string }} head @returns {DocumentFragment} */
export function titleOf({ kind, number }) {
  return sentence(t("{kind} no. {number}", { kind: kindInWords(kind) }), { number: leftToRight(formatNumber(number)) });
}

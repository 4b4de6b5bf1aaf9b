// A complaint as both sides read it: status, answer, facts, history. It holds no forms, so showing the complaint again
// loses nothing that was typed.
import { formatDaysLeft, formatDate, createTimeElement } from "../dates.js";
import { createNameElement } from "../directory.js";
import { createElement, findElement, createTypedText } from "../elements.js";
import { formatNumber } from "../number.js";
import { isolateLeftToRight, buildSentence, t } from "../texts.js";
import { createContactRows } from "./contact.js";
import { createFileList } from "./file-list.js";
import { buildHistory, describeJudgement, describeReasons } from "./history.js";
import { createStepItem, createPartElements } from "./history-list.js";
import { describeOutcome, describeKind, describeLook, describeStatus } from "./words.js";

/** @typedef {import("./api-types.js").Complaint} Complaint */
/** @typedef {import("#words").ReaderWords} ReaderWords */

export class ComplaintView {
  /** @param {HTMLElement} screen @param {ReaderWords} words @param {(complaint: Complaint) => import("./status-summary.js").StatusSummary} summarise */
  constructor(screen, words, summarise) {
    this.screen = screen;
    this.words = words;
    this.summarise = summarise;
    this.#openDetailsForPrint();
  }

  /** @param {Complaint} complaint */
  show(complaint) {
    const refocus = this.#keepFocus();
    this.#part("title").replaceChildren(createTitle(complaint));
    this.#part("subject").textContent = complaint.subject;
    this.#showStatus(complaint);
    this.#showSummary(complaint);
    this.#showAnswer(complaint);
    this.#part("facts").replaceChildren(createTypedText(complaint.facts));
    this.#part("wish").replaceChildren(createTypedText(complaint.wish ?? ""));
    this.#part("wish-block").hidden = !complaint.wish;
    this.#part("filed-files").replaceChildren(...createFileList(findFiles(complaint, ({ action }) => action === "submit"), this.words.reader === "citizen"));
    this.#part("contact").replaceChildren(...(complaint.citizen ? createContactRows(complaint.citizen, this.words.reader) : []));
    this.#part("history").replaceChildren(...buildHistory(complaint, this.words).map((step) => createStepItem(step, this.words.reader)));
    refocus();
  }

  /** Download buttons are created again with their list: the focus returns to the same one. */
  #keepFocus() {
    const button = /** @type {HTMLElement | null} */ (document.activeElement);
    const part = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-part]"));
    const selector = `[data-part="${part?.dataset.part}"] [data-file="${button?.dataset.file}"]`;
    return () => /** @type {HTMLElement | null} */ (this.screen.querySelector(selector))?.focus({ preventScroll: true });
  }

  /** Remove the complaint from the page. */
  clear() {
    for (const part of ["title", "subject", "state", "lead", "more", "reasons", "judgement", "decision", "answer-files", "facts", "wish", "filed-files", "contact", "history", "agency", "place"]) {
      this.#part(part).replaceChildren();
    }
  }

  /** @param {Complaint} complaint */
  #showStatus(complaint) {
    const { lead, more, overdue } = this.summarise(complaint);
    this.#part("standing").classList.toggle("portal-standing--overdue", overdue);
    this.#part("state").textContent = describeStatus(complaint.status, this.words);
    this.#part("late").hidden = !overdue;
    this.#part("lead").textContent = lead;
    this.#part("more").replaceChildren(...more.map((text) => createElement("p", "govuk-body", text)));
  }

  /** @param {Complaint} complaint */
  #showSummary(complaint) {
    this.#part("agency").replaceChildren(createNameElement(complaint.agency.names));
    this.#part("place").replaceChildren(createNameElement(complaint.place.names));
    this.#part("filed").replaceChildren(createTimeElement(complaint.filed_at));
    const due = createElement("strong", "", formatDaysLeft(complaint.days_left ?? 0));
    this.#part("due").replaceChildren(buildSentence(t("{date} ({left})"), { date: createTimeElement(complaint.due_on), left: due }));
    this.#part("due-row").hidden = complaint.days_left === null;
    this.#part("look").textContent = describeLook(complaint.look);
    this.#part("look-row").hidden = complaint.look < 2;
  }

  /** @param {Complaint} complaint */
  #showAnswer(complaint) {
    const { answer } = complaint;
    this.#part("answer").hidden = !answer;
    if (!answer) return;
    this.#part("decision").textContent = describeOutcome(answer.outcome, this.words);
    this.#part("answer-title").hidden = complaint.days_left !== null;
    this.#part("earlier-answer-title").hidden = complaint.days_left === null;
    const by = buildSentence(t("{agency}, on {date}"), { agency: createNameElement(answer.agency.names), date: formatDate(answer.at) });
    this.#part("answered-by").replaceChildren(by);
    this.#part("reasons").replaceChildren(...describeReasons(answer).flatMap(createPartElements));
    this.#part("judgement").replaceChildren(...describeJudgement(complaint, this.words).flatMap(createPartElements));
    this.#part("answer-files").replaceChildren(...createFileList(findFiles(complaint, ({ seq }) => seq === answer.seq), this.words.reader === "officer"));
  }

  /** Closed <details> are opened for printing. */
  #openDetailsForPrint() {
    const folded = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (this.screen.querySelectorAll("details[data-paper]"));
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
    return findElement(this.screen, `[data-part="${name}"]`);
  }
}

/** The files of one event. @param {Complaint} complaint @param {(entry: import("./api-types.js").TimelineEntry) => boolean} matches */
function findFiles({ timeline }, matches) {
  return timeline.find(matches)?.files ?? [];
}

/** Whether the scan of some file is still pending. @param {Complaint} complaint */
export function hasPendingFiles({ timeline }) {
  return timeline.some(({ files = [] }) => files.some(({ state }) => state === "pending"));
}

/** Whether a file of the submission was held or rejected, so that nobody can open it. @param {Complaint} complaint */
export function hasUnavailableFiles(complaint) {
  return findFiles(complaint, ({ action }) => action === "submit").some(({ state }) => state === "held" || state === "rejected");
}

/** @param {{ kind: string, number: string }} head @returns {DocumentFragment} */
export function createTitle({ kind, number }) {
  return buildSentence(t("{kind} no. {number}", { kind: describeKind(kind) }), { number: isolateLeftToRight(formatNumber(number)) });
}

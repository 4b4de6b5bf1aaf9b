// The confirmation: number, due date, what next. It is kept for this tab, so a reload or another language still shows it.
import { daysBetween, formatDay, getToday } from "../dates.js";
import { createNameElement } from "../directory.js";
import { formatNumber } from "../number.js";
import { citizenSession } from "../session.js";
import { isolateLeftToRight, n, buildSentence, t } from "../texts.js";

const STORAGE_KEY = "portal-receipt";

/** @typedef {{ number: string, due_on: string, email: string, files?: string[], agency: { names: Record<string, string> } }} Receipt */

/** Keep what the API answered. @param {any} answer @param {{ email: string, files: string[] }} sent files: their names */
export function saveReceipt(answer, { email, files }) {
  // When another tab sent it, that tab has the session.
  if (answer.session) citizenSession.save({ ...answer.session, number: answer.number });
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ number: answer.number, due_on: answer.due_on, agency: answer.agency, email, files }));
}

/** @returns {Receipt | null} */
export function readReceipt() {
  return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? "null");
}

/** The citizen starts another one. */
export function deleteReceipt() {
  sessionStorage.removeItem(STORAGE_KEY);
}

export class Confirmation {
  /** @param {HTMLElement} step */
  constructor(step) {
    this.step = step;
    this.#find("[data-print]").addEventListener("click", () => window.print());
    this.#find("[data-copy]").addEventListener("click", () => this.#copy());
  }

  /** @param {Receipt} receipt */
  show({ number, due_on: dueOn, email, agency, files = [] }) {
    this.number = formatNumber(number);
    this.#find("[data-sent-number]").textContent = this.number;
    this.#find("[data-sent-agency]").replaceChildren(buildSentence(t("It is with: {agency}"), { agency: createNameElement(agency.names) }));
    const days = daysBetween(getToday(), dueOn);
    const due = document.createElement("strong");
    due.append(Object.assign(document.createElement("time"), { dateTime: dueOn, textContent: formatDay(dueOn) }));
    const text = n("The administration must answer you by {date}: it has {count} day.", "The administration must answer you by {date}: it has {count} days.", days);
    this.#find("[data-sent-due]").replaceChildren(buildSentence(text, { date: due }));
    const receipt = t("We have sent a receipt to {email}. If it has not arrived within an hour, look among the unwanted mails.");
    this.#find("[data-sent-receipt]").replaceChildren(buildSentence(receipt, { email: isolateLeftToRight(email) }));
    this.#find("[data-sent-files]").hidden = files.length === 0;
    this.#find("[data-sent-names]").replaceChildren(...files.map(createNameItem));
    const track = /** @type {HTMLAnchorElement} */ (this.#find("[data-track]"));
    track.hash = number;
  }

  async #copy() {
    const status = this.#find("[data-copied]");
    try {
      await navigator.clipboard.writeText(this.number ?? "");
      status.textContent = t("Number copied.");
    } catch {
      status.textContent = t("Your browser does not let us copy: please write the number down.");
    }
  }

  /** @param {string} selector */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.step.querySelector(selector));
  }
}

/** @param {string} name of a file */
function createNameItem(name) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("bdi"), { dir: "auto", textContent: name }));
  return item;
}

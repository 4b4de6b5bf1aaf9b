// The confirmation: number, due date, what next. It is kept for this tab, so a reload or another language still shows it.
import { daysBetween, formatDay, today } from "../dates.js";
import { nameElement } from "../directory.js";
import { formatNumber } from "../number.js";
import { citizenSession } from "../session.js";
import { leftToRight, n, sentence, t } from "../texts.js";

const ENTRY = "portal-receipt";

/** @typedef {{ number: string, due_on: string, email: string, files?: string[], agency: { names: Record<string, string> } }} Receipt */

/** Keep what the API answered. @param {any} answer @param {{ email: string, files: string[] }} sent files: their names */
export function keepReceipt(answer, { email, files }) {
  // Where another tab has sent it, the session is that tab's.
  if (answer.session) citizenSession.save({ ...answer.session, number: answer.number });
  sessionStorage.setItem(ENTRY, JSON.stringify({ number: answer.number, due_on: answer.due_on, agency: answer.agency, email, files }));
}

/** @returns {Receipt | null} */
export function keptReceipt() {
  return JSON.parse(sessionStorage.getItem(ENTRY) ?? "null");
}

/** The citizen starts another one. */
export function forgetReceipt() {
  sessionStorage.removeItem(ENTRY);
}

export class Sent {
  /** @param {HTMLElement} step */
  constructor(step) {
    this.step = step;
    this.#at("[data-print]").addEventListener("click", () => window.print());
    this.#at("[data-copy]").addEventListener("click", () => this.#copy());
  }

  /** @param {Receipt} receipt */
  show({ number, due_on: dueOn, email, agency, files = [] }) {
    this.number = formatNumber(number);
    this.#at("[data-sent-number]").textContent = this.number;
    this.#at("[data-sent-agency]").replaceChildren(sentence(t("It is with: {agency}"), { agency: nameElement(agency.names) }));
    const days = daysBetween(today(), dueOn);
    const due = document.createElement("strong");
    due.append(Object.assign(document.createElement("time"), { dateTime: dueOn, textContent: formatDay(dueOn) }));
    const text = n("The administration must answer you by {date}: it has {count} day.", "The administration must answer you by {date}: it has {count} days.", days);
    this.#at("[data-sent-due]").replaceChildren(sentence(text, { date: due }));
    const receipt = t("We have sent a receipt to {email}. If it has not arrived within an hour, look among the unwanted mails.");
    this.#at("[data-sent-receipt]").replaceChildren(sentence(receipt, { email: leftToRight(email) }));
    this.#at("[data-sent-files]").hidden = files.length === 0;
    this.#at("[data-sent-names]").replaceChildren(...files.map(nameItem));
    const track = /** @type {HTMLAnchorElement} */ (this.#at("[data-track]"));
    track.hash = number;
  }

  async #copy() {
    const said = this.#at("[data-copied]");
    try {
      await navigator.clipboard.writeText(this.number ?? "");
      said.textContent = t("Number copied.");
    } catch {
      said.textContent = t("Your browser does not let us copy: please write the number down.");
    }
  }

  /** @param {string} selector */
  #at(selector) {
    return /** @type {HTMLElement} */ (this.step.querySelector(selector));
  }
}

/** @param {string} name of a file */
function nameItem(name) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("bdi"), { dir: "auto", textContent: name }));
  return item;
}

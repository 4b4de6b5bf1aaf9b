// The page behind a signed link. Opening the page does nothing: mail scanners open every link. The officer's click
// exchanges the link for a session; then the file or the queue is shown.
import { NetworkLost, Problem, post } from "../api.js";
import { forgetAllDrafts } from "../case/drafts.js";
import { agencies, nameElement, nameOf } from "../directory.js";
import { find } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { formatNumber, isNumber, normaliseNumber } from "../number.js";
import { Scenes } from "../scenes.js";
import { leftToRight, sentence, t } from "../texts.js";
import { FileDesk } from "./file-desk.js";
import { isLinkCutOff, keptLink, linkInAddress, removeLinkFromAddress, saidBy } from "./link.js";
import { LINK_PROBLEMS, Officer } from "./officer.js";
import { QueueDesk } from "./queue-desk.js";

export class Desk {
  static module = "portal-desk";

  /** The link that the officer is about to open, or that no longer opens anything. */
  link = "";
  officer = new Officer();

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.scenes = new Scenes(element);
    this.file = new FileDesk(this.scenes.scene("file"), this.officer, {
      failed: (failure) => this.#failed(failure),
      transferred: (agency, wanted) => this.#showTransferred(agency, wanted),
    });
    this.queue = new QueueDesk(this.scenes.scene("queue"), this.officer, { failed: (failure) => this.#failed(failure) });
    this.#listen();
    this.#arrive();
  }

  #arrive({ focus = false } = {}) {
    const link = linkInAddress();
    if (link && !(this.officer.isKnown && link === keptLink())) return this.#offer(link, focus);
    if (link) removeLinkFromAddress();
    if (isLinkCutOff()) return this.scenes.show("invalid", { focus });
    if (this.officer.isKnown) return this.#enter();
    this.scenes.show("paste", { focus });
  }

  /** Say what the link is for, and wait for the officer. @param {string} link @param {boolean} focus */
  #offer(link, focus) {
    this.link = link;
    this.scenes.show("link", { focus });
    const said = saidBy(link);
    find(this.element, "[data-link-number]").replaceChildren(said?.number ? sentence(t("File no. {number}"), { number: leftToRight(formatNumber(said.number)) }) : "");
    find(this.element, "[data-link-queue]").hidden = !said || said.number !== null;
    if (said) this.#nameAgency(said.agency);
  }

  /** @param {string} id */
  async #nameAgency(id) {
    const list = await agencies().catch(() => []);
    const agency = list.find((each) => each.id === id);
    find(this.element, "[data-link-agency]").replaceChildren(agency ? nameElement(agency.names) : "");
  }

  /** Exchange the link for a session. */
  async #open() {
    const button = /** @type {HTMLButtonElement} */ (find(this.element, "[data-open]"));
    button.disabled = true;
    try {
      await this.officer.open(this.link);
      removeLinkFromAddress();
      await this.#enter();
    } catch (failure) {
      this.#failed(failure);
    } finally {
      button.disabled = false;
    }
  }

  /** What the session opens. */
  async #enter() {
    this.scenes.show("loading", { focus: false });
    try {
      const session = await this.officer.current();
      const isQueue = session.scope === "queue";
      this.file.belongsToQueue(isQueue);
      if (isQueue) await this.#enterQueue(nameOf(session.agency.names));
      else await this.#showFile(session.number ?? "");
    } catch (failure) {
      this.#failed(failure);
    }
  }

  /** The queue, or the file of it that the address names. @param {string} [agency] */
  async #enterQueue(agency) {
    const asked = window.location.hash.slice(1);
    if (isNumber(asked)) return this.#showFile(normaliseNumber(asked));
    await this.queue.open(agency);
    this.scenes.show("queue");
  }

  /** @param {string} number */
  async #showFile(number) {
    this.scenes.show("loading", { focus: false });
    if (await this.file.open(number)) this.scenes.show("file");
  }

  /** @param {import("../case/view.js").Agency | null} agency @param {string} wanted id of the chosen one */
  #showTransferred(agency, wanted) {
    const isQueue = this.officer.session?.scope === "queue";
    if (!isQueue) this.officer.leave();
    find(this.element, "[data-transferred-to]").replaceChildren(agency ? nameElement(agency.names) : "");
    find(this.element, "[data-transferred-row]").hidden = !agency;
    find(this.element, "[data-transferred-elsewhere]").hidden = !agency || agency.id === wanted;
    find(this.element, "[data-transferred-link]").hidden = isQueue;
    find(this.element, "[data-transferred-back]").hidden = !isQueue;
    this.scenes.show("transferred");
  }

  /** @param {unknown} failure */
  #failed(failure) {
    if (!(failure instanceof Problem || failure instanceof NetworkLost)) throw failure;
    const type = failure instanceof Problem ? failure.type : "";
    if (!LINK_PROBLEMS.includes(type)) {
      find(this.element, "[data-trouble]").textContent = failure.message;
      return this.scenes.show(type === "not_found" ? "gone" : "trouble");
    }
    this.link ||= keptLink();
    this.officer.leave();
    removeLinkFromAddress();
    this.scenes.show({ link_expired: "expired", link_revoked: "revoked", link_invalid: "invalid" }[type] ?? "paste");
  }

  #listen() {
    const on = (/** @type {string} */ selector, /** @type {() => void} */ act) => {
      for (const button of this.element.querySelectorAll(selector)) button.addEventListener("click", act);
    };
    on("[data-open]", () => this.#open());
    on("[data-renew]", () => this.#askForNewLink());
    on("[data-again]", () => (this.officer.isKnown ? this.#enter() : this.#arrive({ focus: true })));
    on("[data-leave]", () => this.#leave());
    on("[data-to-queue]", () => this.#backToQueue());
    for (const form of this.element.querySelectorAll("[data-paste]")) {
      form.addEventListener("submit", (event) => this.#paste(event));
    }
    window.addEventListener("popstate", () => this.#follow());
  }

  /** The address changed: another link, a file of the queue, or back to the queue. */
  #follow() {
    const isQueue = this.officer.session?.scope === "queue";
    if (linkInAddress() || isLinkCutOff()) this.#arrive({ focus: true });
    else if (isQueue && !document.getElementById(window.location.hash.slice(1))) this.#enter();
  }

  #backToQueue() {
    history.pushState(null, "", window.location.pathname);
    this.#enter();
  }

  /** @param {Event} event */
  #paste(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const field = /** @type {HTMLInputElement} */ (find(form, "[name=link]"));
    clearErrors(form);
    const pasted = field.value.trim();
    if (!pasted) return showErrors(form, [{ field: "link", message: t("Paste the link you received") }]);
    field.value = "";
    this.link = pasted;
    this.#open();
  }

  async #askForNewLink() {
    const said = find(this.element, "[data-renew-said]");
    said.textContent = t("One moment…");
    try {
      await post("/agency/links", { body: { link: this.link } });
      said.textContent = "";
      this.scenes.show("requested");
    } catch (failure) {
      if (!(failure instanceof Problem || failure instanceof NetworkLost)) throw failure;
      said.textContent = failure.message;
    }
  }

  /** Whoever uses this computer next finds nothing. */
  #leave() {
    this.officer.leave();
    forgetAllDrafts();
    this.file.forget();
    this.queue.forget();
    this.link = "";
    history.replaceState(null, "", window.location.pathname);
    this.scenes.show("left");
  }
}

// The page behind a signed link. Opening the page does nothing: mail scanners open every link. The officer's click
// exchanges the link for a session; then the complaint or the queue is shown.
import { NetworkError, Problem, post } from "../api.js";
import { deleteAllFormDrafts } from "../complaint/form-drafts.js";
import { fetchAgencies, createNameElement, getName } from "../directory.js";
import { findElement } from "../elements.js";
import { clearErrors, showErrors } from "../error-summary.js";
import { formatNumber, isComplaintNumber, normaliseNumber } from "../number.js";
import { Screens } from "../screens.js";
import { isolateLeftToRight, buildSentence, t } from "../texts.js";
import { OfficerComplaint } from "./officer-complaint.js";
import { isLinkTruncated, readSavedLink, readLinkFromAddress, removeLinkFromAddress, decodeLink } from "./signed-link.js";
import { LINK_PROBLEMS, OfficerClient } from "./officer-client.js";
import { OfficerQueue } from "./officer-queue.js";

export class AgencyPage {
  static module = "portal-desk";

  /** The link to open; after a failure the one to ask a new link for. */
  link = "";
  client = new OfficerClient();

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.screens = new Screens(element);
    this.officerComplaint = new OfficerComplaint(this.screens.get("complaint"), this.client, {
      onFailure: (failure) => this.#handleFailure(failure),
      onTransfer: (agency, chosenId) => this.#showTransferred(agency, chosenId),
    });
    this.officerQueue = new OfficerQueue(this.screens.get("queue"), this.client, { onFailure: (failure) => this.#handleFailure(failure) });
    this.#listen();
    this.#start();
  }

  #start({ focus = false } = {}) {
    const link = readLinkFromAddress();
    if (link && !(this.client.hasSession && link === readSavedLink())) return this.#showLink(link, focus);
    if (link) removeLinkFromAddress();
    if (isLinkTruncated()) return this.screens.show("invalid", { focus });
    if (this.client.hasSession) return this.#showSessionScope();
    this.screens.show("paste", { focus });
  }

  /** Show what the link is for, and wait for the officer's click. @param {string} link @param {boolean} focus */
  #showLink(link, focus) {
    this.link = link;
    this.screens.show("link", { focus });
    const claims = decodeLink(link);
    findElement(this.element, "[data-link-number]").replaceChildren(claims?.number ? buildSentence(t("File no. {number}"), { number: isolateLeftToRight(formatNumber(claims.number)) }) : "");
    findElement(this.element, "[data-link-queue]").hidden = !claims || claims.number !== null;
    if (claims) this.#showAgencyName(claims.agency);
  }

  /** @param {string} id */
  async #showAgencyName(id) {
    const list = await fetchAgencies().catch(() => []);
    const agency = list.find((each) => each.id === id);
    findElement(this.element, "[data-link-agency]").replaceChildren(agency ? createNameElement(agency.names) : "");
  }

  /** Exchange the link for a session. */
  async #openLink() {
    const button = /** @type {HTMLButtonElement} */ (findElement(this.element, "[data-open]"));
    button.disabled = true;
    try {
      await this.client.openSession(this.link);
      removeLinkFromAddress();
      await this.#showSessionScope();
    } catch (failure) {
      this.#handleFailure(failure);
    } finally {
      button.disabled = false;
    }
  }

  /** Show what the session gives access to. */
  async #showSessionScope() {
    this.screens.show("loading", { focus: false });
    try {
      const session = await this.client.getSession();
      const isQueue = session.scope === "queue";
      this.officerComplaint.setQueueLinks(isQueue);
      if (isQueue) await this.#showQueue(getName(session.agency.names));
      else await this.#showComplaint(session.number ?? "");
    } catch (failure) {
      this.#handleFailure(failure);
    }
  }

  /** The queue, or the complaint whose number is in the address. @param {string} [agency] */
  async #showQueue(agency) {
    const asked = window.location.hash.slice(1);
    if (isComplaintNumber(asked)) return this.#showComplaint(normaliseNumber(asked));
    await this.officerQueue.open(agency);
    this.screens.show("queue");
  }

  /** @param {string} number */
  async #showComplaint(number) {
    this.screens.show("loading", { focus: false });
    if (await this.officerComplaint.open(number)) this.screens.show("complaint");
  }

  /** @param {import("../complaint/api-types.js").Agency | null} agency @param {string} chosenId id of the chosen one */
  #showTransferred(agency, chosenId) {
    const isQueue = this.client.session?.scope === "queue";
    if (!isQueue) this.client.signOut();
    findElement(this.element, "[data-transferred-to]").replaceChildren(agency ? createNameElement(agency.names) : "");
    findElement(this.element, "[data-transferred-row]").hidden = !agency;
    findElement(this.element, "[data-transferred-elsewhere]").hidden = !agency || agency.id === chosenId;
    findElement(this.element, "[data-transferred-link]").hidden = isQueue;
    findElement(this.element, "[data-transferred-back]").hidden = !isQueue;
    this.screens.show("transferred");
  }

  /** @param {unknown} failure */
  #handleFailure(failure) {
    if (!(failure instanceof Problem || failure instanceof NetworkError)) throw failure;
    const type = failure instanceof Problem ? failure.type : "";
    if (!LINK_PROBLEMS.includes(type)) {
      findElement(this.element, "[data-trouble]").textContent = failure.message;
      return this.screens.show(type === "not_found" ? "gone" : "trouble");
    }
    this.link ||= readSavedLink();
    this.client.signOut();
    removeLinkFromAddress();
    this.screens.show({ link_expired: "expired", link_revoked: "revoked", link_invalid: "invalid" }[type] ?? "paste");
  }

  #listen() {
    const on = (/** @type {string} */ selector, /** @type {() => void} */ act) => {
      for (const button of this.element.querySelectorAll(selector)) button.addEventListener("click", act);
    };
    on("[data-open]", () => this.#openLink());
    on("[data-renew]", () => this.#askForNewLink());
    on("[data-again]", () => (this.client.hasSession ? this.#showSessionScope() : this.#start({ focus: true })));
    on("[data-leave]", () => this.#signOut());
    on("[data-to-queue]", () => this.#backToQueue());
    for (const form of this.element.querySelectorAll("[data-paste]")) {
      form.addEventListener("submit", (event) => this.#submitPastedLink(event));
    }
    window.addEventListener("popstate", () => this.#followAddress());
  }

  /** The address changed: another link, a complaint of the queue, or back to the queue. */
  #followAddress() {
    const isQueue = this.client.session?.scope === "queue";
    if (readLinkFromAddress() || isLinkTruncated()) this.#start({ focus: true });
    else if (isQueue && !document.getElementById(window.location.hash.slice(1))) this.#showSessionScope();
  }

  #backToQueue() {
    history.pushState(null, "", window.location.pathname);
    this.#showSessionScope();
  }

  /** @param {Event} event */
  #submitPastedLink(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const field = /** @type {HTMLInputElement} */ (findElement(form, "[name=link]"));
    clearErrors(form);
    const pasted = field.value.trim();
    if (!pasted) return showErrors(form, [{ field: "link", message: t("Paste the link you received") }]);
    field.value = "";
    this.link = pasted;
    this.#openLink();
  }

  async #askForNewLink() {
    const status = findElement(this.element, "[data-renew-said]");
    status.textContent = t("One moment…");
    try {
      await post("/agency/links", { body: { link: this.link } });
      status.textContent = "";
      this.screens.show("requested");
    } catch (failure) {
      if (!(failure instanceof Problem || failure instanceof NetworkError)) throw failure;
      status.textContent = failure.message;
    }
  }

  /** Leave nothing in the page or the tab for the next user of this computer. */
  #signOut() {
    this.client.signOut();
    deleteAllFormDrafts();
    this.officerComplaint.clear();
    this.officerQueue.clear();
    this.link = "";
    history.replaceState(null, "", window.location.pathname);
    this.screens.show("left");
  }
}

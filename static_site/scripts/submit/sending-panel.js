// What the citizen sees while the complaint goes out: under way, not sent yet, refused.
import { findElement } from "../elements.js";
import { n, t } from "../texts.js";

export class SendingPanel {
  /** @param {HTMLElement} step the step "check" @param {() => void} retry */
  constructor(step, retry) {
    this.panel = findElement(step, "[data-sending]");
    this.title = findElement(step, "[data-sending-title]");
    this.text = findElement(step, "[data-sending-text]");
    this.retry = /** @type {HTMLButtonElement} */ (findElement(step, "[data-retry]"));
    this.submit = /** @type {HTMLButtonElement} */ (findElement(step, "button[type=submit]"));
    this.step = step;
    this.retry.addEventListener("click", retry);
  }

  clear() {
    this.panel.hidden = true;
    this.#lock(false);
  }

  showSending() {
    const lost = [document.body, this.submit, this.retry].includes(/** @type {any} */ (document.activeElement));
    this.#show(t("Sending…"), t("This may take a few seconds. Please keep this page open."));
    this.#lock(true);
    // The buttons are hidden: move the focus if it was on them or nowhere; leave it if the citizen is elsewhere.
    if (lost) this.#bringIntoView();
  }

  /** @param {import("./complaint-sender.js").AttemptResult} attempt @param {boolean} locked whether the answers must stay as they are */
  showRetry({ problem, waitSeconds = 0 }, locked) {
    const why = problem ? problem.title : t("The connection is cut.");
    const minutes = Math.ceil(waitSeconds / 60);
    const when = waitSeconds <= 60 ? t("We try again by ourselves.") : n("We try again by ourselves in {count} minute.", "We try again by ourselves in {count} minutes.", minutes);
    this.#show(t("Not sent yet"), `${why} ${t("Everything you wrote is kept on this device; you can also come back later.")} ${when}`);
    this.#lock(locked);
    this.retry.hidden = false;
    this.panel.classList.add("portal-sending--waiting");
  }

  /** @param {string} message */
  showRefused(message) {
    this.#show(t("Not sent"), message);
    this.#lock(false);
    this.panel.classList.add("portal-sending--waiting");
  }

  #bringIntoView() {
    this.title.tabIndex = -1;
    this.panel.scrollIntoView({ block: "center" });
    this.title.focus({ preventScroll: true });
  }

  /** @param {string} title @param {string} text */
  #show(title, text) {
    this.panel.hidden = false;
    this.panel.classList.remove("portal-sending--waiting");
    this.title.textContent = title;
    this.text.textContent = text;
    this.retry.hidden = true;
  }

  /** While the request is pending, the values can't be changed. @param {boolean} locked */
  #lock(locked) {
    this.submit.hidden = locked;
    for (const link of this.step.querySelectorAll("[data-change], .govuk-back-link")) {
      /** @type {HTMLElement} */ (link).hidden = locked;
    }
  }
}

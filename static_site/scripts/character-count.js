// Shows how many characters are left in a field; screen readers hear it only near the limit and above it.
import { n } from "./texts.js";

const ANNOUNCE_FROM = 0.8;

export class CharacterCount {
  /** @param {HTMLInputElement | HTMLTextAreaElement} control with data-limit */
  constructor(control) {
    this.control = control;
    this.limit = Number(control.dataset.limit);
    this.shown = document.createElement("p");
    this.shown.className = "govuk-hint portal-count";
    this.shown.id = `${control.id}-count`;
    this.announcement = document.createElement("span");
    this.announcement.className = "govuk-visually-hidden";
    this.announcement.setAttribute("role", "status");
    control.after(this.shown, this.announcement);
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${this.shown.id}`.trim());
    control.addEventListener("input", () => this.update());
    this.update();
  }

  update() {
    const written = Array.from(this.control.value).length;
    const left = this.limit - written;
    this.shown.textContent =
      left >= 0
        ? n("{count} character left", "{count} characters left", left)
        : n("{count} character too many", "{count} characters too many", -left);
    this.shown.classList.toggle("portal-count--over", left < 0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.announcement.textContent = written >= this.limit * ANNOUNCE_FROM ? this.shown.textContent : "";
    }, 1000);
  }
}

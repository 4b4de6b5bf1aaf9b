// Refreshes a complaint: by a button, when the tab becomes visible again, and by polling while a file is being scanned;
// and announces the result in one polite live region.
import { formatTime } from "../dates.js";
import { findElement } from "../elements.js";
import { t } from "../texts.js";

const STALE_AFTER_SECONDS = 30;
const POLL_DELAYS_SECONDS = [2, 4, 8, 15, 30, 60];

export class AutoRefresh {
  #loadedAt = 0;
  #pollCount = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} screen @param {(options: { quiet: boolean }) => void} load */
  constructor(screen, load) {
    this.screen = screen;
    this.load = load;
    this.message = findElement(screen, "[data-said]");
    findElement(screen, "[data-refresh]").addEventListener("click", () => load({ quiet: false }));
    findElement(screen, "[data-print]").addEventListener("click", () => window.print());
    // An earlier announcement must not look like the result of the action that is sent now.
    screen.addEventListener("submit", () => this.announce(""));
    document.addEventListener("visibilitychange", () => {
      const isOld = this.isPending || Date.now() - this.#loadedAt > STALE_AFTER_SECONDS * 1000;
      if (document.visibilityState === "visible" && !screen.hidden && isOld) load({ quiet: true });
    });
  }

  /** The complaint has just been loaded. @param {{ changed: boolean, first: boolean, quiet: boolean }} how */
  markLoaded({ changed, first, quiet }) {
    this.#loadedAt = Date.now();
    if (first) this.isPending = false;
    if (changed) this.announce(t("There is something new in this file."));
    else if (first) this.announce("");
    else if (!quiet) this.announce(t("Nothing new. Checked at {time}.", { time: formatTime(new Date()) }));
  }

  /**
   * Poll while something is pending that finishes by itself within moments; announce once it has.
   * @param {boolean} isPending @param {string} doneMessage
   */
  pollWhile(isPending, doneMessage) {
    clearTimeout(this.#timer);
    if (this.isPending && !isPending) this.announce(doneMessage);
    this.isPending = isPending;
    if (!isPending) this.#pollCount = 0;
    else if (this.#pollCount < POLL_DELAYS_SECONDS.length) this.#timer = setTimeout(() => this.#poll(), POLL_DELAYS_SECONDS[this.#pollCount] * 1000);
  }

  #poll() {
    this.#pollCount += 1;
    if (document.visibilityState === "visible" && !this.screen.hidden) this.load({ quiet: true });
  }

  /** @param {string} why @param {boolean} quiet */
  reportFailure(why, quiet) {
    if (!quiet) this.announce(why);
  }

  /** @param {string} text */
  announce(text) {
    this.message.textContent = text;
  }
}

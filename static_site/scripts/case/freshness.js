// How fresh the page is: a button to refresh it, a refresh when the tab comes back into sight, and one polite live
// message about it.
import { formatTime } from "../dates.js";
import { find } from "../elements.js";
import { t } from "../texts.js";

const STALE_AFTER_SECONDS = 30;

export class Freshness {
  #seenAt = 0;

  /** @param {HTMLElement} scene @param {(options: { quiet: boolean }) => void} load */
  constructor(scene, load) {
    this.message = find(scene, "[data-said]");
    find(scene, "[data-refresh]").addEventListener("click", () => load({ quiet: false }));
    find(scene, "[data-print]").addEventListener("click", () => window.print());
    document.addEventListener("visibilitychange", () => {
      const isOld = Date.now() - this.#seenAt > STALE_AFTER_SECONDS * 1000;
      if (document.visibilityState === "visible" && !scene.hidden && isOld) load({ quiet: true });
    });
  }

  /** The file has just been read. @param {{ changed: boolean, first: boolean, quiet: boolean }} how */
  seen({ changed, first, quiet }) {
    this.#seenAt = Date.now();
    if (changed) this.say(t("There is something new in this file."));
    else if (first) this.say("");
    else if (!quiet) this.say(t("Nothing new. Checked at {time}.", { time: formatTime(new Date()) }));
  }

  /** @param {string} why @param {boolean} quiet */
  failed(why, quiet) {
    if (!quiet) this.say(why);
  }

  /** @param {string} text */
  say(text) {
    this.message.textContent = text;
  }
}

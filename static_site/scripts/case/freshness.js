// How fresh the page is: a button to refresh it, a refresh when the tab comes back into sight or a file is still being
// checked, and one polite live message about it.
import { formatTime } from "../dates.js";
import { find } from "../elements.js";
import { t } from "../texts.js";

const STALE_AFTER_SECONDS = 30;
const LOOKS_AGAIN_AFTER_SECONDS = [2, 4, 8, 15, 30, 60];

export class Freshness {
  #seenAt = 0;
  #looks = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} scene @param {(options: { quiet: boolean }) => void} load */
  constructor(scene, load) {
    this.scene = scene;
    this.load = load;
    this.message = find(scene, "[data-said]");
    find(scene, "[data-refresh]").addEventListener("click", () => load({ quiet: false }));
    find(scene, "[data-print]").addEventListener("click", () => window.print());
    // What was said of the file before is no word on the act that is sent now.
    scene.addEventListener("submit", () => this.say(""));
    document.addEventListener("visibilitychange", () => {
      const isOld = this.awaited || Date.now() - this.#seenAt > STALE_AFTER_SECONDS * 1000;
      if (document.visibilityState === "visible" && !scene.hidden && isOld) load({ quiet: true });
    });
  }

  /** The file has just been read. @param {{ changed: boolean, first: boolean, quiet: boolean }} how */
  seen({ changed, first, quiet }) {
    this.#seenAt = Date.now();
    if (first) this.awaited = false;
    if (changed) this.say(t("There is something new in this file."));
    else if (first) this.say("");
    else if (!quiet) this.say(t("Nothing new. Checked at {time}.", { time: formatTime(new Date()) }));
  }

  /**
   * Something is awaited that comes by itself within moments, or no longer: then what came is said.
   * @param {boolean} awaited @param {string} said
   */
  expect(awaited, said) {
    clearTimeout(this.#timer);
    if (this.awaited && !awaited) this.say(said);
    this.awaited = awaited;
    if (!awaited) this.#looks = 0;
    else if (this.#looks < LOOKS_AGAIN_AFTER_SECONDS.length) this.#timer = setTimeout(() => this.#look(), LOOKS_AGAIN_AFTER_SECONDS[this.#looks] * 1000);
  }

  #look() {
    this.#looks += 1;
    if (document.visibilityState === "visible" && !this.scene.hidden) this.load({ quiet: true });
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

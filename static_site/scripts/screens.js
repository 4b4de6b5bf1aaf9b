// A page that shows one screen at a time: signing in, the complaint, an error. Each screen has one heading.
import { findElement, moveFocusTo } from "./elements.js";

export class Screens {
  /** @param {HTMLElement} root with [data-screen] sections, each with a [data-screen-title] */
  constructor(root) {
    this.root = root;
    this.siteTitle = document.title;
    this.shown = "";
  }

  /** @param {string} name */
  get(name) {
    return findElement(this.root, `[data-screen="${name}"]`);
  }

  /** Show one screen and hide the others. @param {string} name @param {{ focus?: boolean }} [options] focus: false on arrival */
  show(name, { focus = true } = {}) {
    const changes = this.shown !== name;
    this.shown = name;
    for (const screen of this.root.querySelectorAll("[data-screen]")) {
      /** @type {HTMLElement} */ (screen).hidden = /** @type {HTMLElement} */ (screen).dataset.screen !== name;
    }
    const title = findElement(this.get(name), "[data-screen-title]");
    this.#setTabTitle(title.textContent?.trim() ?? "");
    if (focus && changes) moveFocusTo(title);
  }

  /** @param {string} title of the screen */
  #setTabTitle(title) {
    const portal = this.siteTitle.slice(this.siteTitle.lastIndexOf("–"));
    document.title = title ? `${title} ${portal}` : this.siteTitle;
  }
}

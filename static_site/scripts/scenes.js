// A page that shows one scene at a time: signing in, the file, what went wrong. Each scene has one heading.
import { find, moveFocusTo } from "./elements.js";

export class Scenes {
  /** @param {HTMLElement} root with [data-scene] sections, each with a [data-scene-title] */
  constructor(root) {
    this.root = root;
    this.siteTitle = document.title;
    this.shown = "";
  }

  /** @param {string} name */
  scene(name) {
    return find(this.root, `[data-scene="${name}"]`);
  }

  /** Show one scene, and nothing else. @param {string} name @param {{ focus?: boolean }} [options] focus: false on arrival */
  show(name, { focus = true } = {}) {
    const changes = this.shown !== name;
    this.shown = name;
    for (const scene of this.root.querySelectorAll("[data-scene]")) {
      /** @type {HTMLElement} */ (scene).hidden = /** @type {HTMLElement} */ (scene).dataset.scene !== name;
    }
    const title = find(this.scene(name), "[data-scene-title]");
    this.#nameTheTab(title.textContent?.trim() ?? "");
    if (focus && changes) moveFocusTo(title);
  }

  /** @param {string} title of the scene */
  #nameTheTab(title) {
    const portal = this.siteTitle.slice(this.siteTitle.lastIndexOf("–"));
    document.title = title ? `${title} ${portal}` : this.siteTitle;
  }
}

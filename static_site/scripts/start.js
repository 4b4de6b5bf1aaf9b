// Finds the components of a page by `data-module` and starts them.
import { LanguageLink } from "./language-link.js";

/** @typedef {{ module: string, new (element: HTMLElement): object }} Component */

/** @param {Component[]} components those of the page, beside the ones every page has */
export function startComponents(...components) {
  document.documentElement.classList.add("portal-scripted", "govuk-frontend-supported");
  for (const Component of [LanguageLink, ...components]) {
    for (const element of document.querySelectorAll(`[data-module="${Component.module}"]`)) {
      new Component(/** @type {HTMLElement} */ (element));
    }
  }
}

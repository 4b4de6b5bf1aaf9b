// The link to the same page in another language: it keeps the fragment, which holds the step or the number.

export class LanguageLink {
  static module = "portal-language-link";

  /** @param {HTMLElement} element */
  constructor(element) {
    const link = /** @type {HTMLAnchorElement} */ (element);
    link.addEventListener("click", () => {
      link.hash = window.location.hash;
    });
  }
}

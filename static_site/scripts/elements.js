// Creates and finds elements. Used by the components that show what the API answered.

/** @param {string} tag @param {string} classes @param {string | Node} [content] text, never markup */
export function createElement(tag, classes, content) {
  const created = document.createElement(tag);
  if (classes) created.className = classes;
  if (content !== undefined) created.append(content);
  return created;
}

/** A paragraph with text that a person typed: it keeps its own direction and line breaks. @param {string} text */
export function createTypedText(text) {
  const created = createElement("p", "govuk-body portal-typed", text);
  created.dir = "auto";
  return created;
}

/** @template {HTMLElement} [Found=HTMLElement] @param {Element} within @param {string} selector @returns {Found} */
export function findElement(within, selector) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`Not in the page: ${selector}`);
  return /** @type {Found} */ (found);
}

/** Scroll to something new and move the focus to it. @param {HTMLElement} target */
export function moveFocusTo(target) {
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

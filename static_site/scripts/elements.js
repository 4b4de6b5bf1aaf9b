// Making and finding elements. Used by the components that build what the API says.

/** @param {string} tag @param {string} classes @param {string | Node} [content] text, never markup */
export function element(tag, classes, content) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (content !== undefined) made.append(content);
  return made;
}

/** What a person typed: its own direction, its own lines. @param {string} text */
export function typed(text) {
  const made = element("p", "govuk-body portal-typed", text);
  made.dir = "auto";
  return made;
}

/** @template {HTMLElement} [Found=HTMLElement] @param {Element} within @param {string} selector @returns {Found} */
export function find(within, selector) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`Not in the page: ${selector}`);
  return /** @type {Found} */ (found);
}

/** Show what is new where the eye and a screen reader find it. @param {HTMLElement} target */
export function moveFocusTo(target) {
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

// Errors of a form: a summary on top whose links move the focus, and a message at each field.
// A field is found by its control's name, and its message goes into the nearest .govuk-form-group.
import { t } from "./texts.js";

/** @typedef {{ field: string, message: string }} FieldError */

/**
 * Show these errors and move the focus to the summary: screen readers announce it, keyboard users continue from there.
 * @param {HTMLElement} form or the part of one in sight @param {FieldError[]} errors in the order of the fields
 */
export function showErrors(form, errors) {
  clearErrors(form);
  const summary = createElement("div", "govuk-error-summary");
  summary.tabIndex = -1;
  const alert = createElement("div", "");
  alert.setAttribute("role", "alert");
  alert.append(createElement("h2", "govuk-error-summary__title", t("There is a problem")), createErrorList(form, errors));
  summary.append(alert);
  const back = form.querySelector(":scope > .govuk-back-link");
  if (back) back.after(summary);
  else form.prepend(summary);
  for (const error of errors) markField(form, error);
  document.title = t("Error: {title}", { title: readPlainTitle() });
  summary.scrollIntoView({ block: "start" });
  summary.focus({ preventScroll: true });
}

/** @param {HTMLElement} form */
export function clearErrors(form) {
  form.querySelectorAll(":scope > .govuk-error-summary, .govuk-error-message").forEach((shown) => shown.remove());
  for (const group of form.querySelectorAll(".govuk-form-group--error")) group.classList.remove("govuk-form-group--error");
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error");
    updateDescribedBy(control, (ids) => ids.filter((id) => !id.endsWith("-error")));
  }
  document.title = readPlainTitle();
}

/** The first control of a field. @param {HTMLElement} form @param {string} field @returns {HTMLElement | null} */
export function findControl(form, field) {
  return form.querySelector(`[name="${CSS.escape(field)}"]`);
}

function readPlainTitle() {
  const [before, after] = t("Error: {title}", { title: "\n" }).split("\n");
  const marked = document.title.startsWith(before) && document.title.endsWith(after);
  return marked ? document.title.slice(before.length, document.title.length - after.length) : document.title;
}

/** @param {HTMLElement} form @param {FieldError[]} errors */
function createErrorList(form, errors) {
  const list = createElement("ul", "govuk-list govuk-error-summary__list");
  for (const { field, message } of errors) {
    const item = document.createElement("li");
    const control = findControl(form, field);
    item.append(control ? createErrorLink(control, message) : message);
    list.append(item);
  }
  const body = createElement("div", "govuk-error-summary__body");
  body.append(list);
  return body;
}

/** @param {HTMLElement} control @param {string} message */
function createErrorLink(control, message) {
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.textContent = message;
  link.addEventListener("click", (event) => {
    // Keep the address: its fragment may hold the step or the number.
    event.preventDefault();
    const legendOrLabel = control.closest("fieldset") ?? control.closest(".govuk-form-group") ?? control;
    legendOrLabel.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
  return link;
}

/** @param {HTMLElement} form @param {FieldError} error */
function markField(form, { field, message }) {
  const control = findControl(form, field);
  const group = control?.closest(".govuk-form-group");
  if (!control || !group || document.getElementById(`${control.id}-error`)) return;
  const shown = createElement("p", "govuk-error-message");
  shown.id = `${control.id}-error`;
  shown.append(createElement("span", "govuk-visually-hidden", `${t("Error:")} `), message);
  group.classList.add("govuk-form-group--error");
  findAnchor(control, group).before(shown);
  control.setAttribute("aria-invalid", "true");
  control.classList.add(...listErrorClasses(control));
  updateDescribedBy(control, (ids) => [...ids, shown.id]);
}

/** The element that the message is inserted before: the choices of a group, or the control. @param {HTMLElement} control @param {Element} group */
function findAnchor(control, group) {
  return group.querySelector(".govuk-radios, .govuk-checkboxes") ?? control.closest("[data-control]") ?? control;
}

/** @param {Element} control */
function listErrorClasses(control) {
  return ["input", "textarea", "select"].filter((kind) => control.classList.contains(`govuk-${kind}`)).map((kind) => `govuk-${kind}--error`);
}

/** @param {Element} control @param {(ids: string[]) => string[]} change */
function updateDescribedBy(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** @param {string} tag @param {string} classes @param {string} [text] */
function createElement(tag, classes, text) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
}

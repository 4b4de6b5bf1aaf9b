// Between the form's controls and the answers of the draft, by the controls' names.

/** What only helps to find an answer is none. */
const HELPERS = ["agency-search", "agency-kind", "agency-region", "agency-province"];

/** @param {HTMLFormElement} form @returns {import("./draft.js").FormValues} */
export function readForm(form) {
  /** @type {import("./draft.js").FormValues} */
  const values = {};
  for (const control of controls(form)) {
    if (HELPERS.includes(control.name)) continue;
    if (control.type === "radio") {
      if (control.checked) values[control.name] = control.value;
    } else if (control.type === "checkbox") {
      values[control.name] = control.checked ? control.value : "";
    } else {
      values[control.name] = control.value;
    }
  }
  return values;
}

/** @param {HTMLFormElement} form @param {import("./draft.js").FormValues} values */
export function fillForm(form, values) {
  for (const control of controls(form)) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
    else control.value = value;
  }
}

/** Files are no answers: they have a life of their own (files/). @param {HTMLFormElement} form */
function controls(form) {
  const named = Array.from(form.elements).filter((element) => "name" in element && element.name && !element.matches("[type=file]"));
  return /** @type {HTMLInputElement[]} */ (named);
}

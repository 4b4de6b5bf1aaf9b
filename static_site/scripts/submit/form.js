// Between the form's controls and the answers of the draft, by the controls' names.

/** What only helps to find an answer is none. */
const HELPERS = ["agency-search", "agency-kind", "agency-region", "agency-province"];

/** @param {HTMLFormElement} form @returns {import("./draft.js").Answers} */
export function answersOf(form) {
  /** @type {import("./draft.js").Answers} */
  const answers = {};
  for (const control of controls(form)) {
    if (HELPERS.includes(control.name)) continue;
    if (control.type === "radio") {
      if (control.checked) answers[control.name] = control.value;
    } else if (control.type === "checkbox") {
      answers[control.name] = control.checked ? control.value : "";
    } else {
      answers[control.name] = control.value;
    }
  }
  return answers;
}

/** @param {HTMLFormElement} form @param {import("./draft.js").Answers} answers */
export function fillForm(form, answers) {
  for (const control of controls(form)) {
    const answer = answers[control.name];
    if (answer === undefined) continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === answer;
    else control.value = answer;
  }
}

/** Files are no answers: they have a life of their own (files/). @param {HTMLFormElement} form */
function controls(form) {
  const named = Array.from(form.elements).filter((element) => "name" in element && element.name && !element.matches("[type=file]"));
  return /** @type {HTMLInputElement[]} */ (named);
}

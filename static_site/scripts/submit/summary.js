// The step "check": what the citizen wrote, read back.
import { inTheirLanguage } from "../directory.js";
import { t } from "../texts.js";

/** Fields of one choice among several, whose label says the answer. */
const CHOICES = ["kind", "agency_id", "citizen.language"];
const LEFT_TO_RIGHT = ["citizen.email", "citizen.phone"];
const OPTIONAL = ["wish", "citizen.phone"];

/**
 * @param {HTMLFormElement} form @param {HTMLElement} step
 * @param {import("./draft.js").Answers} answers @param {string[]} place in words
 * @param {import("../files/upload-field.js").Item[]} files
 */
export function showSummary(form, step, answers, place, files) {
  for (const shown of step.querySelectorAll("[data-answer]")) {
    const field = /** @type {HTMLElement} */ (shown).dataset.answer ?? "";
    const value = inWords(form, field, answers, place);
    shown.textContent = value;
    markLanguage(/** @type {HTMLElement} */ (shown), field === "place", labelOf(form, field)?.lang);
    if (LEFT_TO_RIGHT.includes(field)) shown.replaceChildren(isolated(value));
    const row = /** @type {HTMLElement} */ (shown.closest("[data-row]"));
    row.hidden = !value && OPTIONAL.includes(field);
  }
  showFiles(step, files);
}

/** Names are the citizen's, states ours. @param {HTMLElement} step @param {import("../files/upload-field.js").Item[]} files */
function showFiles(step, files) {
  const lines = files.map(({ name, received, refused }) => {
    const line = document.createElement("div");
    line.append(Object.assign(document.createElement("bdi"), { dir: "auto", textContent: name }), received ? "" : ` – ${refused ? t("Refused. {why}", { why: refused }) : t("not received yet")}`);
    return line;
  });
  const shown = step.querySelector("[data-answer=files]");
  shown?.replaceChildren(...(lines.length ? lines : [t("No file")]));
}

/** @param {HTMLFormElement} form @param {string} field @param {import("./draft.js").Answers} answers @param {string[]} place */
function inWords(form, field, answers, place) {
  if (field === "place") return place.join(t(", "));
  if (field === "citizen.confidential") {
    return answers[field] ? t("Confidential: the administration will not see it") : t("Shown to the administration");
  }
  if (!CHOICES.includes(field)) return answers[field]?.trim() ?? "";
  return labelOf(form, field)?.textContent?.trim() ?? "";
}

/** The label of what was chosen, if it is a choice. @param {HTMLFormElement} form @param {string} field */
function labelOf(form, field) {
  const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector(`[type=radio][name="${field}"]:checked`));
  return chosen?.labels?.[0];
}

/** @param {HTMLElement} shown @param {boolean} isPlace @param {string} [language] of the label it repeats */
function markLanguage(shown, isPlace, language) {
  if (isPlace) inTheirLanguage(shown);
  else if (language) shown.lang = language;
  else shown.removeAttribute("lang");
}

/** @param {string} text */
function isolated(text) {
  return Object.assign(document.createElement("bdi"), { dir: "ltr", textContent: text });
}

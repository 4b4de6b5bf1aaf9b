// The step "check": what the citizen wrote, read back.
import { markNameLanguage } from "../directory.js";
import { t } from "../texts.js";

/** Fields of one choice among several, whose label says the answer. */
const CHOICES = ["kind", "agency_id", "citizen.language"];
const LEFT_TO_RIGHT = ["citizen.email", "citizen.phone"];
const OPTIONAL = ["wish", "citizen.phone"];

/**
 * @param {HTMLFormElement} form @param {HTMLElement} step
 * @param {import("./draft.js").FormValues} values @param {string[]} place in words
 * @param {import("../files/upload-field.js").AttachedFile[]} files
 */
export function showSummary(form, step, values, place, files) {
  for (const shown of step.querySelectorAll("[data-answer]")) {
    const field = /** @type {HTMLElement} */ (shown).dataset.answer ?? "";
    const value = formatValue(form, field, values, place);
    shown.textContent = value;
    markLanguage(/** @type {HTMLElement} */ (shown), field === "place", findLabel(form, field)?.lang);
    if (LEFT_TO_RIGHT.includes(field)) shown.replaceChildren(createLtrElement(value));
    const row = /** @type {HTMLElement} */ (shown.closest("[data-row]"));
    row.hidden = !value && OPTIONAL.includes(field);
  }
  showFiles(step, files);
}

/** Names are the citizen's, states ours. @param {HTMLElement} step @param {import("../files/upload-field.js").AttachedFile[]} files */
function showFiles(step, files) {
  const lines = files.map(({ name, received, refused }) => {
    const line = document.createElement("div");
    const trouble = refused ? t("Refused. {why}", { why: refused }) : t("not received yet");
    line.append(Object.assign(document.createElement("bdi"), { dir: "auto", textContent: name }), received ? "" : ` – ${trouble}`);
    return line;
  });
  const shown = step.querySelector("[data-answer=files]");
  shown?.replaceChildren(...(lines.length ? lines : [t("No file")]));
}

/** @param {HTMLFormElement} form @param {string} field @param {import("./draft.js").FormValues} values @param {string[]} place */
function formatValue(form, field, values, place) {
  if (field === "place") return place.join(t(", "));
  if (field === "citizen.confidential") {
    return values[field] ? t("Confidential: the administration will not see it") : t("Shown to the administration");
  }
  if (!CHOICES.includes(field)) return values[field]?.trim() ?? "";
  return findLabel(form, field)?.textContent?.trim() ?? "";
}

/** The label of what was chosen, if it is a choice. @param {HTMLFormElement} form @param {string} field */
function findLabel(form, field) {
  const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector(`[type=radio][name="${field}"]:checked`));
  return chosen?.labels?.[0];
}

/** @param {HTMLElement} shown @param {boolean} isPlace @param {string} [language] of the label it repeats */
function markLanguage(shown, isPlace, language) {
  if (isPlace) markNameLanguage(shown);
  else if (language) shown.lang = language;
  else shown.removeAttribute("lang");
}

/** @param {string} text */
function createLtrElement(text) {
  return Object.assign(document.createElement("bdi"), { dir: "ltr", textContent: text });
}

// The reasoned answer: its validation, its request body, and the ground, which belongs to one outcome only.
import { validateText } from "../complaint/text-validation.js";
import { getToday } from "../dates.js";
import { findElement } from "../elements.js";
import { t } from "../texts.js";

const NOT_ADMISSIBLE = "not_admissible";
const MIN_REASONS_CHARACTERS = 20;

/** @typedef {import("../submit/draft.js").FormValues} FormValues */

/** @param {FormValues} values */
export function validateAnswer(values) {
  const errors = [];
  if (!values.outcome) errors.push({ field: "outcome", message: t("Choose what your administration decides") });
  if (values.outcome === NOT_ADMISSIBLE && !values.ground) errors.push({ field: "ground", message: t("Choose why the request cannot be handled") });
  errors.push(...validateText(values, { field: "reasons", limit: 10_000, least: MIN_REASONS_CHARACTERS, missing: t("Write the reasons for your decision") }));
  errors.push(...validateText(values, { field: "remedy", limit: 2000 }));
  if (values.promised_on && values.promised_on < getToday()) errors.push({ field: "promised_on", message: t("Choose today or a later day") });
  return errors;
}

/** @param {FormValues} values @param {string[]} uploadIds @param {number | undefined} version the state of the file the decision was made on */
export function buildAnswerBody(values, uploadIds, version) {
  return {
    outcome: values.outcome,
    ground: values.outcome === NOT_ADMISSIBLE ? values.ground : null,
    reasons: values.reasons.trim(),
    remedy: values.remedy?.trim() || null,
    promised_on: values.promised_on || null,
    upload_ids: uploadIds,
    version,
  };
}

/** Show the ground only with the outcome that needs one. @param {HTMLFormElement} form */
export function toggleGroundField(form) {
  const ground = findElement(form, "[data-ground]");
  const promised = /** @type {HTMLInputElement} */ (findElement(form, "[name=promised_on]"));
  const follow = () => {
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=outcome]:checked"));
    ground.hidden = chosen?.value !== NOT_ADMISSIBLE;
    promised.min = getToday();
  };
  form.addEventListener("change", follow);
  follow();
}

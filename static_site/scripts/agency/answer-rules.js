// The reasoned answer: what it needs, what is sent, and the ground that goes with one decision only.
import { textErrors } from "../case/text-rules.js";
import { today } from "../dates.js";
import { find } from "../elements.js";
import { t } from "../texts.js";

const NOT_ADMISSIBLE = "not_admissible";
const LEAST_REASONS = 20;

/** @typedef {import("../submit/draft.js").Answers} Answers */

/** @param {Answers} answers */
export function answerErrors(answers) {
  const errors = [];
  if (!answers.outcome) errors.push({ field: "outcome", message: t("Choose what your administration decides") });
  if (answers.outcome === NOT_ADMISSIBLE && !answers.ground) errors.push({ field: "ground", message: t("Choose why the request cannot be handled") });
  errors.push(...textErrors(answers, { field: "reasons", limit: 10_000, least: LEAST_REASONS, missing: t("Write the reasons for your decision") }));
  errors.push(...textErrors(answers, { field: "remedy", limit: 2000 }));
  if (answers.promised_on && answers.promised_on < today()) errors.push({ field: "promised_on", message: t("Choose today or a later day") });
  return errors;
}

/** @param {Answers} answers @param {string[]} uploadIds @param {number | undefined} version the state of the file the decision was made on */
export function answerBody(answers, uploadIds, version) {
  return {
    outcome: answers.outcome,
    ground: answers.outcome === NOT_ADMISSIBLE ? answers.ground : null,
    reasons: answers.reasons.trim(),
    remedy: answers.remedy?.trim() || null,
    promised_on: answers.promised_on || null,
    upload_ids: uploadIds,
    version,
  };
}

/** The ground is asked only with the decision it belongs to. @param {HTMLFormElement} form */
export function unfoldGround(form) {
  const ground = find(form, "[data-ground]");
  const promised = /** @type {HTMLInputElement} */ (find(form, "[name=promised_on]"));
  const follow = () => {
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=outcome]:checked"));
    ground.hidden = chosen?.value !== NOT_ADMISSIBLE;
    promised.min = today();
  };
  form.addEventListener("change", follow);
  follow();
}

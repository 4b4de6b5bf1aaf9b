// The API's codes in words: kinds, where a file stands, decisions and their grounds, scores. No code is ever shown.
import { t } from "../texts.js";

/** @typedef {"citizen" | "officer"} Reader */

const KINDS = {
  complaint: t("Complaint"),
  observation: t("Observation"),
  suggestion: t("Suggestion"),
  question: t("Question"),
};

const STATES = {
  submitted: t("Sent to the administration"),
  in_progress: t("Being handled"),
  needs_information: t("Waiting for your reply"),
  reopened: t("Second look under way"),
  answered: t("Answer given"),
  closed: t("File closed"),
  withdrawn: t("File withdrawn"),
  discarded: t("File set aside"),
};

const STATES_FOR_OFFICERS = {
  ...STATES,
  submitted: t("Not taken charge of yet"),
  needs_information: t("Waiting for the citizen’s reply"),
};

const DECISIONS = {
  granted: t("The administration grants your request."),
  partly_granted: t("The administration grants your request in part."),
  refused: t("The administration does not grant your request."),
  not_admissible: t("The administration considers that it cannot handle your request."),
  information_given: t("The administration gives you information."),
};

const DECISIONS_FOR_OFFICERS = {
  granted: t("Request granted"),
  partly_granted: t("Request granted in part"),
  refused: t("Request not granted"),
  not_admissible: t("Request that cannot be handled"),
  information_given: t("Information given"),
};

const GROUNDS = {
  before_the_courts: t("The matter is before the courts, or they have already judged it."),
  outside_scope: t("The matter is not among those that the portal handles."),
  no_new_element: t("The request repeats an earlier one, without any new element."),
};

const SCORES = [
  t("Not satisfied at all"),
  t("Not satisfied"),
  t("Neither satisfied nor dissatisfied"),
  t("Satisfied"),
  t("Very satisfied"),
];

const LANGUAGES = { ar: "العربية", fr: "Français", zgh: "ⵜⴰⵎⴰⵣⵉⵖⵜ", en: "English" };

/** What a later version of the API may add has no words yet: nothing is better than a code. @param {Record<string, string>} words @param {string | null | undefined} code */
function inWords(words, code) {
  return code && Object.hasOwn(words, code) ? words[code] : "";
}

/** @param {string} kind */
export function kindInWords(kind) {
  return inWords(KINDS, kind) || KINDS.complaint;
}

/** @param {string} status @param {Reader} reader */
export function stateInWords(status, reader) {
  return inWords(reader === "officer" ? STATES_FOR_OFFICERS : STATES, status);
}

/** @param {string | null | undefined} outcome @param {Reader} reader */
export function decisionInWords(outcome, reader) {
  return inWords(reader === "officer" ? DECISIONS_FOR_OFFICERS : DECISIONS, outcome);
}

/** @param {string | null | undefined} ground */
export function groundInWords(ground) {
  return inWords(GROUNDS, ground);
}

/** @param {number} score 1 to 5 */
export function scoreInWords(score) {
  return t("{judgement} ({score} out of 5)", { judgement: SCORES[score - 1] ?? "", score });
}

/** @param {boolean} kept @param {Reader} reader */
export function promiseInWords(kept, reader) {
  if (reader === "citizen") return kept ? t("You said that the commitment was kept") : t("You said that the commitment was not kept");
  return kept ? t("The citizen said that the commitment was kept") : t("The citizen said that the commitment was not kept");
}

/** @param {number} look 2 or more */
export function lookInWords(look) {
  return look === 2 ? t("Second look, by somebody else in the administration") : t("Look no. {look}, by the portal’s coordination", { look });
}

/** @param {string} code */
export function languageInWords(code) {
  return inWords(LANGUAGES, code);
}

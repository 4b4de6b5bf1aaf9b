// The steps in order, the fields of each, and what a field needs before one can go on.
// Fields are named as the API names them, so its errors find their place by themselves.
import { n, t } from "../texts.js";

export const STEPS = ["kind", "agency", "place", "facts", "files", "you", "check"];
export const SENT = "sent";

/** @typedef {import("./draft.js").Answers} Answers */
/** @typedef {{ field: string, message: string }} FieldError */
/** @typedef {(answers: Answers) => string | false} Rule the message, or false */

/** @type {Record<string, string[]>} */
export const FIELDS = {
  kind: ["kind"],
  agency: ["agency_id"],
  place: ["place.region", "place.province", "place.commune"],
  facts: ["subject", "facts", "wish"],
  files: ["upload_ids"],
  you: ["citizen.name", "citizen.email", "citizen.phone", "citizen.language", "citizen.confidential", "consent"],
  check: [],
};

/** @param {string} field */
export function stepOf(field) {
  return STEPS.find((step) => FIELDS[step].some((known) => known === field || known.startsWith(`${field}.`))) ?? null;
}

/** Length as the API counts it: characters, not UTF-16 units. @param {string} text */
export function lengthOf(text) {
  return Array.from(text.trim()).length;
}

/** @param {string} field @param {number} limit @returns {Rule} */
function within(field, limit) {
  return (answers) => {
    const excess = lengthOf(answers[field] ?? "") - limit;
    return excess > 0 && n("Shorten this text by {count} character", "Shorten this text by {count} characters", excess);
  };
}

/** @param {string} field @param {() => string} message @returns {Rule} */
function given(field, message) {
  return (answers) => !answers[field]?.trim() && message();
}

/** @param {Answers} answers */
function looksLikeEmail(answers) {
  const email = answers["citizen.email"]?.trim() ?? "";
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email) ? false : t("Enter an email address like name@example.com");
}

/** @param {Answers} answers */
function looksLikePhone(answers) {
  const digits = (answers["citizen.phone"] ?? "").replace(/[\s().+-]/g, "");
  return digits !== "" && !/^\p{Nd}{8,15}$/u.test(digits) && t("Enter a telephone number with its digits, for example 06 12 34 56 78");
}

/** @type {Record<string, Rule[]>} */
const RULES = {
  kind: [given("kind", () => t("Choose what you want to send"))],
  agency_id: [given("agency_id", () => t("Choose an administration, or “I do not know which”"))],
  "place.region": [given("place.region", () => t("Choose a region"))],
  subject: [given("subject", () => t("Write the subject in one sentence")), within("subject", 150)],
  facts: [given("facts", () => t("Describe the facts")), within("facts", 5000)],
  wish: [within("wish", 1000)],
  "citizen.name": [given("citizen.name", () => t("Enter your first and last name")), within("citizen.name", 100)],
  "citizen.email": [given("citizen.email", () => t("Enter your email address")), looksLikeEmail],
  "citizen.phone": [looksLikePhone],
  "citizen.language": [given("citizen.language", () => t("Choose the language of our mails"))],
  consent: [given("consent", () => t("Tick the box to agree: we cannot handle a complaint without this information"))],
};

/** What is wrong in a step, in the order of its fields. @param {string} step @param {Answers} answers @returns {FieldError[]} */
export function errorsOf(step, answers) {
  return FIELDS[step].flatMap((field) => {
    const message = (RULES[field] ?? []).map((rule) => rule(answers)).find(Boolean);
    return message ? [{ field, message }] : [];
  });
}

/** Where to go on with a draft: files are asked for nowhere, so they are offered before who comes next. @param {Answers} answers */
export function stepToResume(answers) {
  const open = firstOpenStep(answers);
  return open === "you" && !answers["citizen.name"] ? "files" : open;
}

/** The first step that isn't answered yet; "check" when all are. @param {Answers} answers */
export function firstOpenStep(answers) {
  return STEPS.find((step) => errorsOf(step, answers).length > 0) ?? "check";
}

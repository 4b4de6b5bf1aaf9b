// The steps in order, the fields of each, and the rules of each field.
// Fields are named as the API names them, so its errors need no mapping.
import { n, t } from "../texts.js";

export const STEPS = ["kind", "agency", "place", "facts", "files", "you", "check"];
export const SENT = "sent";

/** @typedef {import("./draft.js").FormValues} FormValues */
/** @typedef {{ field: string, message: string }} FieldError */
/** @typedef {(values: FormValues) => string | false} Rule the message, or false */

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
export function findStep(field) {
  return STEPS.find((step) => FIELDS[step].some((known) => known === field || known.startsWith(`${field}.`))) ?? null;
}

/** Length as the API counts it: characters, not UTF-16 units. @param {string} text */
export function countCharacters(text) {
  return Array.from(text.trim()).length;
}

/** @param {string} field @param {number} limit @returns {Rule} */
function maxLength(field, limit) {
  return (values) => {
    const excess = countCharacters(values[field] ?? "") - limit;
    return excess > 0 && n("Shorten this text by {count} character", "Shorten this text by {count} characters", excess);
  };
}

/** @param {string} field @param {() => string} message @returns {Rule} */
function required(field, message) {
  return (values) => !values[field]?.trim() && message();
}

/** @param {FormValues} values */
function checkEmail(values) {
  const email = values["citizen.email"]?.trim() ?? "";
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email) ? false : t("Enter an email address like name@example.com");
}

/** @param {FormValues} values */
function checkPhone(values) {
  const digits = (values["citizen.phone"] ?? "").replace(/[\s().+-]/g, "");
  return digits !== "" && !/^\p{Nd}{8,15}$/u.test(digits) && t("Enter a telephone number with its digits, for example 06 12 34 56 78");
}

/** @type {Record<string, Rule[]>} */
const RULES = {
  kind: [required("kind", () => t("Choose what you want to send"))],
  agency_id: [required("agency_id", () => t("Choose an administration, or “I do not know which”"))],
  "place.region": [required("place.region", () => t("Choose a region"))],
  subject: [required("subject", () => t("Write the subject in one sentence")), maxLength("subject", 150)],
  facts: [required("facts", () => t("Describe the facts")), maxLength("facts", 5000)],
  wish: [maxLength("wish", 1000)],
  "citizen.name": [required("citizen.name", () => t("Enter your first and last name")), maxLength("citizen.name", 100)],
  "citizen.email": [required("citizen.email", () => t("Enter your email address")), checkEmail],
  "citizen.phone": [checkPhone],
  "citizen.language": [required("citizen.language", () => t("Choose the language of our mails"))],
  consent: [required("consent", () => t("Tick the box to agree: we cannot handle a complaint without this information"))],
};

/** What is wrong in a step, in the order of its fields. @param {string} step @param {FormValues} values @returns {FieldError[]} */
export function validateStep(step, values) {
  return FIELDS[step].flatMap((field) => {
    const message = (RULES[field] ?? []).map((rule) => rule(values)).find(Boolean);
    return message ? [{ field, message }] : [];
  });
}

/** Where to continue a draft: no rule asks for files, so that step is offered before the next one that has rules. @param {FormValues} values */
export function findStepToResume(values) {
  const open = findFirstOpenStep(values);
  return open === "you" && !values["citizen.name"] ? "files" : open;
}

/** The first step that isn't answered yet; "check" when all are. @param {FormValues} values */
export function findFirstOpenStep(values) {
  return STEPS.find((step) => validateStep(step, values).length > 0) ?? "check";
}

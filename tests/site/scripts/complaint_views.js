// Complaints for the scripts' unit tests, and what must never be read on a page.
export { forCitizen, forOfficer } from "../../../static_site/generated/words.js"; // the module `#words`

export const AGENCY = { id: "commune-fes", names: { ar: "جماعة فاس", fr: "Commune de Fès" } };
export const EARLIER = { id: "cnss", names: { ar: "الصندوق الوطني للضمان الاجتماعي", fr: "CNSS" } };

const CITIZEN = { name: "Salma", email: "salma@example.com", phone: null, language: "fr", confidential: false };

export const ACTIONS = (
  "submit take_charge ask_citizen message answer transfer rate reopen close promise withdraw discard restore remind escalate"
).split(" ");
export const ROLES = ["citizen", "officer", "coordinator", "clock", "system"];
export const OUTCOMES = ["granted", "partly_granted", "refused", "not_admissible", "information_given"];
export const GROUNDS = ["before_the_courts", "outside_scope", "no_new_element"];

/** A word with an underscore, or a code that is no English word for people. */
export const CODES = /\w_\w|\b(undefined|null|NaN|true|false)\b|[{}]/;

export function aView(given = {}) {
  return {
    number: "7K3M9QXT2HDBM", kind: "complaint", status: "submitted", look: 1, agency: AGENCY,
    filed_at: "2026-11-24T10:00:00Z", due_on: "2027-01-23", days_left: 60, awaiting: "agency", version: 1,
    place: { region: "03", province: null, commune: null, names: { ar: "جهة فاس مكناس", fr: "Région Fès-Meknès" } },
    subject: "", facts: "", wish: null, timeline: [], files: [], answer: null, rating: null, citizen: CITIZEN, may: [], ...given,
  };
}

export function anEntry(action, by, given = {}) {
  return { seq: 1, at: "2026-11-24T10:00:00Z", action, by, agency: AGENCY, from_agency: null, text: null, ...given };
}

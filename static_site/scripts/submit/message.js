// Turns the answers into the body of POST /api/complaints.

/** @typedef {import("./draft.js").Answers} Answers */

/** What a step says when the citizen chose no particular administration. */
export const UNKNOWN = "unknown";

/** @param {Answers} answers @param {string[]} uploadIds @param {string} proof */
export function messageOf(answers, uploadIds, proof) {
  /** @param {string} field */
  const text = (field) => answers[field]?.trim() || undefined;
  return {
    kind: answers.kind,
    agency_id: answers.agency_id === UNKNOWN ? null : answers.agency_id,
    place: { region: text("place.region"), province: text("place.province"), commune: text("place.commune") },
    subject: text("subject"),
    facts: text("facts"),
    wish: text("wish"),
    citizen: {
      name: text("citizen.name"),
      email: text("citizen.email"),
      phone: text("citizen.phone"),
      language: answers["citizen.language"],
      confidential: answers["citizen.confidential"] === "true",
    },
    upload_ids: uploadIds,
    consent: answers.consent === "true",
    proof,
  };
}

// Turns the answers into the body of POST /api/complaints.

/** @typedef {import("./draft.js").FormValues} FormValues */

/** What a step says when the citizen chose no particular administration. */
export const UNKNOWN_AGENCY = "unknown";

/** @param {FormValues} values @param {string[]} uploadIds @param {string} proof */
export function buildSubmission(values, uploadIds, proof) {
  /** @param {string} field */
  const text = (field) => values[field]?.trim() || undefined;
  return {
    kind: values.kind,
    agency_id: values.agency_id === UNKNOWN_AGENCY ? null : values.agency_id,
    place: { region: text("place.region"), province: text("place.province"), commune: text("place.commune") },
    subject: text("subject"),
    facts: text("facts"),
    wish: text("wish"),
    citizen: {
      name: text("citizen.name"),
      email: text("citizen.email"),
      phone: text("citizen.phone"),
      language: values["citizen.language"],
      confidential: values["citizen.confidential"] === "true",
    },
    upload_ids: uploadIds,
    consent: values.consent === "true",
    proof,
  };
}

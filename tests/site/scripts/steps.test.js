import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSubmission } from "../../../static_site/scripts/submit/submission.js";
import { validateStep, findFirstOpenStep, findStep, findStepToResume } from "../../../static_site/scripts/submit/steps.js";

const ANSWERS = {
  kind: "complaint", agency_id: "commune-fes", "place.region": "03", "place.province": "", "place.commune": "",
  subject: " Closed counter ", facts: "Closed three times.", wish: "",
  "citizen.name": "Salma", "citizen.email": "salma@example.com", "citizen.phone": "", "citizen.language": "fr",
  "citizen.confidential": "", consent: "true",
};
const fieldsOf = (errors) => errors.map(({ field }) => field);

test("complete answers are ready to be checked", () => assert.equal(findFirstOpenStep(ANSWERS), "check"));

test("without answers the journey begins at its beginning", () => assert.equal(findFirstOpenStep({}), "kind"));

test("who comes back to a draft is offered files before saying who they are", () => {
  const unknown = { ...ANSWERS, "citizen.name": "", "citizen.email": "" };

  assert.equal(findStepToResume(unknown), "files");
  assert.equal(findStepToResume({ ...unknown, "citizen.name": "Salma" }), "you");
  assert.equal(findStepToResume(ANSWERS), "check");
});

test("every missing answer of a step is named at once", () => {
  assert.deepEqual(fieldsOf(validateStep("facts", {})), ["subject", "facts"]);
  assert.deepEqual(fieldsOf(validateStep("you", {})), ["citizen.name", "citizen.email", "citizen.language", "consent"]);
});

test("length is counted in characters, as the API does", () => {
  assert.deepEqual(validateStep("facts", { ...ANSWERS, subject: "😀".repeat(150) }), []);
  assert.deepEqual(fieldsOf(validateStep("facts", { ...ANSWERS, subject: "😀".repeat(151) })), ["subject"]);
});

for (const email of ["salma", "salma@", "@example.com", "sal ma@example.com", "salma@example"]) {
  test(`${email} is no email address`, () => {
    assert.deepEqual(fieldsOf(validateStep("you", { ...ANSWERS, "citizen.email": email })), ["citizen.email"]);
  });
}

for (const phone of ["06 12 34 56 78", "+212 6-12-34-56-78", "٠٦١٢٣٤٥٦٧٨", ""]) {
  test(`${JSON.stringify(phone)} is accepted as telephone`, () => {
    assert.deepEqual(validateStep("you", { ...ANSWERS, "citizen.phone": phone }), []);
  });
}

test("the API's fields find their step", () => {
  assert.equal(findStep("citizen.email"), "you");
  assert.equal(findStep("place"), "place");
  assert.equal(findStep("upload_ids"), "files");
  assert.equal(findStep("proof"), null);
});

test("the message is what the API wants, without empty values", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(buildSubmission(ANSWERS, ["one"], "proof"))), {
    kind: "complaint", agency_id: "commune-fes", place: { region: "03" }, subject: "Closed counter", facts: "Closed three times.",
    citizen: { name: "Salma", email: "salma@example.com", language: "fr", confidential: false },
    upload_ids: ["one"], consent: true, proof: "proof",
  });
  assert.equal(buildSubmission({ ...ANSWERS, agency_id: "unknown" }, [], "").agency_id, null);
});

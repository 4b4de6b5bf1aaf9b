import assert from "node:assert/strict";
import { test } from "node:test";
import { buildHistory, describeJudgement } from "../../../static_site/scripts/complaint/history.js";
import { describeOutcome, describeGround, describeStatus } from "../../../static_site/scripts/complaint/words.js";
import { ACTIONS, CODES, EARLIER, GROUNDS, OUTCOMES, ROLES, aView, anEntry, forCitizen, forOfficer } from "./complaint_views.js";

const READERS = [forCitizen, forOfficer];
const stepsOf = (timeline, words = forCitizen, given = {}) => buildHistory(aView({ timeline, ...given }), words);
const titles = (timeline, words) => stepsOf(timeline, words).map(({ title }) => title);

for (const words of READERS) {
  for (const action of ACTIONS) {
    for (const by of ROLES) {
      test(`${words.reader} reads ${action} by ${by} as words`, () => {
        const given = { text: "typed", outcome: "refused", ground: "outside_scope", score: 2, from_agency: EARLIER, promised_on: "2027-02-01" };
        const [step] = stepsOf([anEntry(action, by, given)], words);

        for (const text of [step.title, step.who, ...step.parts.flatMap(({ label, text }) => [label, text])]) {
          assert.doesNotMatch(text, CODES);
        }
        assert.notEqual(step.title, "The file moved on");
      });
    }
  }
}

test("an action of a later day is told without its code", () => {
  assert.deepEqual(titles([anEntry("something_new", "system")]), ["The file moved on"]);
});

for (const kind of ["complaint", "observation", "suggestion", "question"]) {
  test(`a filing says that it is a ${kind}`, () => {
    for (const words of READERS) {
      const [step] = buildHistory(aView({ kind, timeline: [anEntry("submit", "citizen")] }), words);
      assert.ok(step.title.endsWith(kind), step.title);
    }
  });
}

test("a citizen's message after a question is its reply, the next one is not", () => {
  const timeline = [
    anEntry("ask_citizen", "officer"), anEntry("message", "officer"), anEntry("message", "citizen"), anEntry("message", "citizen"),
  ];

  assert.deepEqual(titles(timeline).slice(2), ["You answered the question", "You wrote to the administration"]);
  assert.deepEqual(titles(timeline, forOfficer).slice(2), ["The citizen answered the question", "The citizen wrote"]);
});

test("a transfer says from whom, to whom and why", () => {
  const [step] = stepsOf([anEntry("transfer", "officer", { from_agency: EARLIER, text: "Not ours" })]);

  assert.deepEqual(step.parts, [
    { label: "From", text: "CNSS", named: true },
    { label: "To", text: "Commune de Fès", named: true },
    { label: "Reason", text: "Not ours", typed: true },
  ]);
  assert.equal(step.who, "CNSS");
});

test("the latest answer is told in full at the top, an earlier one in its place", () => {
  const reasons = { outcome: "refused", text: "Because", remedy: "Nothing", promised_on: "2027-02-01" };
  const timeline = [anEntry("answer", "officer", { ...reasons, seq: 1 }), anEntry("answer", "officer", { ...reasons, seq: 2 })];
  const [earlier, latest] = stepsOf(timeline, forCitizen, { answer: { seq: 2 } });

  assert.deepEqual([earlier.isLatestAnswer, latest.isLatestAnswer], [false, true]);
  assert.deepEqual(earlier.parts.map(({ label }) => label), ["", "Reasons", "What the administration does", "Commitment"]);
  assert.equal(latest.parts.length, 1);
});

test("a judgement of a promise says whether it was kept", () => {
  for (const words of READERS) {
    const [kept, broken] = titles([anEntry("promise", "citizen", { kept: true }), anEntry("promise", "citizen", { kept: false })], words);

    assert.match(kept, / the commitment was kept$/);
    assert.match(broken, / the commitment was not kept$/);
  }
});

test("each reopening says which look it begins and who takes it", () => {
  const reopened = anEntry("reopen", "citizen", { text: "Still dark" });
  const steps = stepsOf([reopened, anEntry("answer", "officer"), { ...reopened, from_agency: EARLIER }]);

  assert.deepEqual([steps[0].title, steps[2].title], ["You asked for a second look", "You asked for a new look"]);
  assert.deepEqual(
    [steps[0].parts, steps[2].parts].map((parts) => parts.map(({ text }) => text)),
    [["Second look, by somebody else in the administration", "Still dark"], ["Look no. 3, by the portal’s coordination", "Still dark"]],
  );
});

test("the judgement beside the answer is what was said of it, and nothing before that", () => {
  const rating = { score: 2, comment: "Slow", at: "2026-11-24T10:00:00Z" };

  assert.deepEqual(describeJudgement(aView({ answer: { kept: null } }), forCitizen), []);
  assert.deepEqual(describeJudgement(aView({ rating, answer: { kept: false } }), forOfficer), [
    { label: "The citizen’s judgement", text: "Not satisfied (2 out of 5)" },
    { label: "Comment", text: "Slow", typed: true },
    { label: "", text: "The citizen said that the commitment was not kept" },
  ]);
});

test("what a person typed is marked, what the portal says is not", () => {
  const [step] = stepsOf([anEntry("rate", "citizen", { score: 1, text: "<b>Slow</b>" })]);

  assert.deepEqual(step.parts, [
    { label: "", text: "Not satisfied at all (1 out of 5)" },
    { label: "Comment", text: "<b>Slow</b>", typed: true },
  ]);
});

test("every decision and ground has its words, an unknown one none", () => {
  const words = [
    ...OUTCOMES.flatMap((outcome) => READERS.map((words) => describeOutcome(outcome, words))),
    ...GROUNDS.map(describeGround),
  ];
  for (const each of words) {
    assert.notEqual(each, "");
    assert.doesNotMatch(each, CODES);
  }
  assert.equal(describeOutcome("later", forCitizen), "");
  assert.equal(describeStatus("constructor", forCitizen), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { summariseStatusForCitizen, summariseStatusForOfficer } from "../../../static_site/scripts/complaint/status-summary.js";
import { AGENCY, CODES, aView } from "./complaint_views.js";

const OPEN = ["submitted", "in_progress", "needs_information", "reopened"];
const DONE = ["answered", "closed", "withdrawn", "discarded"];
const SIDES = { citizen: summariseStatusForCitizen, officer: summariseStatusForOfficer };

const DUE = [
  [60, "by January 23, 2027, in 60 days."],
  [1, "by January 23, 2027, in 1 day."],
  [0, "today, January 23, 2027."],
  [-1, "by January 23, 2027: it is 1 day late."],
  [-12, "by January 23, 2027: it is 12 days late."],
];

for (const [reader, standing] of Object.entries(SIDES)) {
  for (const status of OPEN) {
    for (const [left, words] of DUE) {
      test(`${reader}, ${status}, ${left} days: says what is owed and by when`, () => {
        const { lead, more, overdue } = standing(aView({ status, days_left: left }));
        const said = [lead, ...more];

        assert.equal(said.filter((each) => each.endsWith(words)).length, 1, said.join(" "));
        assert.equal(overdue, left < 0);
      });
    }
  }
  for (const status of [...OPEN, ...DONE]) {
    for (const look of [1, 2, 3]) {
      test(`${reader}, ${status}, look ${look}: has a sentence and never a code`, () => {
        const view = aView({ status, look, days_left: OPEN.includes(status) ? -3 : null });
        const { lead, more } = standing(view);

        assert.notEqual(lead, "");
        for (const text of [lead, ...more]) {
          assert.match(text, /[.]$/);
          assert.doesNotMatch(text, CODES);
        }
      });
    }
  }
  for (const status of DONE) {
    test(`${reader}, ${status}: nothing is owed any more`, () => {
      const { lead, more, overdue } = standing(aView({ status, days_left: null }));

      assert.doesNotMatch([lead, ...more].join(" "), /late|due|must answer/);
      assert.equal(overdue, false);
    });
  }
}

test("who has to move is named first", () => {
  assert.match(summariseStatusForCitizen(aView({ status: "needs_information" })).lead, /^Answer the administration’s question/);
  assert.match(summariseStatusForCitizen(aView({ status: "in_progress" })).lead, /^The administration must answer you/);
  assert.match(summariseStatusForOfficer(aView({ status: "needs_information" })).lead, /^Your answer is due/);
});

test("once the time is over, the citizen hears of the ombudsman", () => {
  const says = (left) => summariseStatusForCitizen(aView({ days_left: left })).more.join(" ").includes("ombudsman");

  assert.deepEqual([says(1), says(0), says(-1)], [false, false, true]);
});

test("a second look says who takes it", () => {
  assert.match(summariseStatusForCitizen(aView({ status: "reopened", look: 2 })).more.join(" "), /somebody else/);
  assert.match(summariseStatusForCitizen(aView({ status: "reopened", look: 3 })).more.join(" "), /coordination takes it/);
});

test("an officer of the third look hears that nothing can be transferred any more", () => {
  const said = (look) => summariseStatusForOfficer(aView({ status: "in_progress", look })).more.join(" ");

  assert.match(said(2), /does not take it/);
  assert.match(said(3), /no longer be transferred/);
});

test("another look is offered only while it may be asked for", () => {
  const answer = { seq: 2, at: "2026-12-01T10:00:00Z", reopen_until: "2027-01-30" };
  for (const status of ["answered", "closed"]) {
    const says = (may) => summariseStatusForCitizen(aView({ status, answer, may, days_left: null })).more.join(" ");

    assert.match(says(["reopen"]), /another look until January 30, 2027[.]$/);
    assert.doesNotMatch(says([]), /another look/);
  }
});

test("what nobody else is known to be competent for is with the coordination", () => {
  const view = aView({ agency: { ...AGENCY, id: "coordination" } });

  assert.match(summariseStatusForCitizen(view).more.join(" "), /with the portal’s coordination/);
});

test("an answer says when it came, and writing goes on only where it may", () => {
  const answer = { seq: 2, at: "2026-12-01T10:00:00Z" };
  const open = summariseStatusForCitizen(aView({ status: "answered", answer, may: ["message"] }));
  const shut = summariseStatusForCitizen(aView({ status: "answered", answer, may: [] }));

  assert.equal(open.lead, "The administration gave you its answer on December 1, 2026.");
  assert.deepEqual([open.more.length, shut.more.length], [1, 0]);
});

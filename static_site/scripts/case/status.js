// Where a file stands, in sentences: who owes what next, and by when.
import { formatDate } from "../dates.js";
import { n, t } from "../texts.js";

/** @typedef {import("./view.js").Head} Head */
/** @typedef {import("./view.js").View} View */
/** @typedef {{ lead: string, more: string[], overdue: boolean }} Standing */

const COORDINATION = "coordination";
const SECOND_LOOK = 2;

/** @param {View} view @returns {Standing} what the citizen reads */
export function standingForCitizen(view) {
  const { lead, more } = CITIZEN[view.status]?.(view) ?? { lead: "", more: [] };
  const overdue = isOverdue(view);
  return { lead, more: overdue ? [...more, t("Your right to turn to the ombudsman (Médiateur du Royaume) or to the courts remains.")] : more, overdue };
}

/** @param {Head & { answer?: View["answer"] }} head @returns {Standing} what an officer reads */
export function standingForOfficer(head) {
  const { lead, more } = OFFICER[head.status]?.(head) ?? { lead: "", more: [] };
  return { lead, more, overdue: isOverdue(head) };
}

/** @param {Head} head */
export function isOverdue({ days_left: left }) {
  return left !== null && left < 0;
}

/** @type {Record<string, (view: View) => { lead: string, more: string[] }>} */
const CITIZEN = {
  submitted: (view) => ({ lead: owed(view), more: [isFirstOfCoordination(view) ? withCoordination() : t("It has been alerted and has not taken charge of your file yet."), ...lookAgain(view)] }),
  in_progress: (view) => ({ lead: owed(view), more: [t("It has taken charge of your file."), ...lookAgain(view)] }),
  needs_information: (view) => ({
    lead: t("Answer the administration’s question: it needs your reply to go on."),
    more: [t("Meanwhile the clock keeps running."), owed(view)],
  }),
  reopened: (view) => ({ lead: owed(view), more: lookAgain(view) }),
  answered: (view) => ({ lead: answeredOn(view), more: [...(view.may.includes("message") ? [t("You can still write to it.")] : []), ...reopening(view)] }),
  closed: (view) => ({ lead: t("This file is closed."), more: [answeredOn(view), ...reopening(view)] }),
  withdrawn: () => ({ lead: t("You have withdrawn this file: nobody handles it any more."), more: [] }),
  discarded: () => ({ lead: t("The portal’s coordination has set this file aside: it is not handled."), more: [t("The reason stands in the history below.")] }),
};

/** @type {Record<string, (head: Head & { answer?: View["answer"] }) => { lead: string, more: string[] }>} */
const OFFICER = {
  submitted: (head) => ({ lead: due(head), more: [t("Nobody has taken charge of this file yet."), ...secondLook(head)] }),
  in_progress: (head) => ({ lead: due(head), more: [t("Your administration has taken charge of this file."), ...secondLook(head)] }),
  needs_information: (head) => ({ lead: due(head), more: [t("You asked the citizen a question and await the reply. Meanwhile the clock keeps running.")] }),
  reopened: (head) => ({ lead: due(head), more: [t("The citizen was not convinced by the answer."), ...secondLook(head)] }),
  answered: ({ answer }) => ({
    lead: answer ? t("Your administration answered on {date}.", { date: formatDate(answer.at) }) : t("Your administration has answered."),
    more: [],
  }),
  closed: () => ({ lead: t("This file is closed."), more: [] }),
  withdrawn: () => ({ lead: t("The citizen has withdrawn this file: no answer is expected any more."), more: [] }),
  discarded: () => ({ lead: t("The portal’s coordination has set this file aside: no answer is expected any more."), more: [] }),
};

/** @param {View} view */
function answeredOn({ answer }) {
  return answer ? t("The administration gave you its answer on {date}.", { date: formatDate(answer.at) }) : t("The administration gave you its answer.");
}

/** Until when somebody else can be asked to look again. @param {View} view */
function reopening({ answer, may }) {
  return answer && may.includes("reopen") ? [t("You can ask for another look until {date}.", { date: formatDate(answer.reopen_until) })] : [];
}

/** What the administration owes the citizen. @param {Head} head */
function owed({ due_on: dueOn, days_left: left }) {
  const date = formatDate(dueOn);
  if (left === null) return "";
  if (left === 0) return t("The administration must answer you today, {date}.", { date });
  return left > 0
    ? n("The administration must answer you by {date}, in {count} day.", "The administration must answer you by {date}, in {count} days.", left, { date })
    : n("The administration should have answered you by {date}: it is {count} day late.", "The administration should have answered you by {date}: it is {count} days late.", -left, { date });
}

/** What the officer's administration owes. @param {Head} head */
function due({ due_on: dueOn, days_left: left }) {
  const date = formatDate(dueOn);
  if (left === null) return "";
  if (left === 0) return t("Your answer is due today, {date}.", { date });
  return left > 0
    ? n("Your answer is due by {date}, in {count} day.", "Your answer is due by {date}, in {count} days.", left, { date })
    : n("Your answer was due by {date}: it is {count} day late.", "Your answer was due by {date}: it is {count} days late.", -left, { date });
}

/** @param {Head} head */
function isFirstOfCoordination({ agency, look }) {
  return agency.id === COORDINATION && look === 1;
}

function withCoordination() {
  return t("Your file is with the portal’s coordination: it answers you, or passes the file on to the right administration.");
}

/** @param {Head} head */
function lookAgain({ look }) {
  if (look < SECOND_LOOK) return [];
  return look === SECOND_LOOK
    ? [t("This is the second look that you asked for: somebody else in the administration takes it.")]
    : [t("This is the new look that you asked for: the portal’s coordination takes it.")];
}

/** @param {Head} head */
function secondLook({ look }) {
  if (look < SECOND_LOOK) return [];
  return look === SECOND_LOOK
    ? [t("This is a second look: whoever gave the first answer does not take it.")]
    : [t("The coordination takes this look: the file can no longer be transferred.")];
}

// A complaint's status in sentences: who has to do what next, and by when.
import { forCitizen, forOfficer, otherRemedies, reopenUntil } from "#words";
import { formatDate } from "../dates.js";
import { n, t } from "../texts.js";

/** @typedef {import("./api-types.js").ComplaintHead} ComplaintHead */
/** @typedef {import("./api-types.js").Complaint} Complaint */
/** @typedef {{ lead: string, more: string[], overdue: boolean }} StatusSummary */

const COORDINATION = "coordination";
const SECOND_LOOK = 2;

/** @param {Complaint} complaint @returns {StatusSummary} what the citizen reads */
export function summariseStatusForCitizen(complaint) {
  const { lead, more } = FOR_CITIZEN[complaint.status]?.(complaint) ?? { lead: "", more: [] };
  const overdue = isOverdue(complaint);
  return { lead, more: overdue ? [...more, otherRemedies] : more, overdue };
}

/** @param {ComplaintHead & { answer?: Complaint["answer"] }} head @returns {StatusSummary} what an officer reads */
export function summariseStatusForOfficer(head) {
  const { lead, more } = FOR_OFFICER[head.status]?.(head) ?? { lead: "", more: [] };
  return { lead, more, overdue: isOverdue(head) };
}

/** @param {ComplaintHead} head */
export function isOverdue({ days_left: left }) {
  return left !== null && left < 0;
}


/** @type {Record<string, (complaint: Complaint) => { lead: string, more: string[] }>} */
const FOR_CITIZEN = {
  submitted: (complaint) => ({
    lead: describeDue(complaint, forCitizen),
    more: [isFirstLookOfCoordination(complaint) ? describeCoordination() : forCitizen.explanations.submitted, ...describeLookTaker(complaint, forCitizen)],
  }),
  in_progress: (complaint) => ({ lead: describeDue(complaint, forCitizen), more: [forCitizen.explanations.in_progress, ...describeLookTaker(complaint, forCitizen)] }),
  needs_information: (complaint) => ({
    lead: forCitizen.explanations.needs_information,
    more: [t("Meanwhile the clock keeps running."), describeDue(complaint, forCitizen)],
  }),
  reopened: (complaint) => ({ lead: describeDue(complaint, forCitizen), more: describeLookTaker(complaint, forCitizen) }),
  answered: (complaint) => ({
    lead: describeAnswerDate(complaint),
    more: [...(complaint.may.includes("message") ? [t("You can still write to it.")] : []), ...describeReopening(complaint)],
  }),
  closed: (complaint) => ({ lead: forCitizen.explanations.closed, more: [describeAnswerDate(complaint), ...describeReopening(complaint)] }),
  withdrawn: () => ({ lead: forCitizen.explanations.withdrawn, more: [] }),
  discarded: () => ({ lead: forCitizen.explanations.discarded, more: [t("The reason stands in the history below.")] }),
};

/** @type {Record<string, (head: ComplaintHead & { answer?: Complaint["answer"] }) => { lead: string, more: string[] }>} */
const FOR_OFFICER = {
  submitted: (head) => ({ lead: describeDue(head, forOfficer), more: [forOfficer.explanations.submitted, ...describeLookTaker(head, forOfficer)] }),
  in_progress: (head) => ({ lead: describeDue(head, forOfficer), more: [forOfficer.explanations.in_progress, ...describeLookTaker(head, forOfficer)] }),
  needs_information: (head) => ({ lead: describeDue(head, forOfficer), more: [forOfficer.explanations.needs_information] }),
  reopened: (head) => ({ lead: describeDue(head, forOfficer), more: [forOfficer.explanations.reopened, ...describeLookTaker(head, forOfficer)] }),
  answered: ({ answer }) => ({ lead: answer ? t(forOfficer.explanations.answered, { date: formatDate(answer.at) }) : t("Your administration has answered."), more: [] }),
  closed: () => ({ lead: forOfficer.explanations.closed, more: [] }),
  withdrawn: () => ({ lead: forOfficer.explanations.withdrawn, more: [] }),
  discarded: () => ({ lead: forOfficer.explanations.discarded, more: [] }),
};

/** @param {Complaint} complaint */
function describeAnswerDate({ answer }) {
  return answer ? t(forCitizen.explanations.answered, { date: formatDate(answer.at) }) : t("The administration gave you its answer.");
}

/** Until when the complaint can be reopened. @param {Complaint} complaint */
function describeReopening({ answer, may }) {
  return answer && may.includes("reopen") ? [t(reopenUntil, { date: formatDate(answer.reopen_until) })] : [];
}

/** By when the administration must answer. @param {ComplaintHead} head @param {import("#words").ReaderWords} words */
function describeDue({ due_on: dueOn, days_left: left }, { dueToday, dueInDays, overdueByDays }) {
  const date = formatDate(dueOn);
  if (left === null) return "";
  if (left === 0) return t(dueToday, { date });
  return left > 0 ? n(dueInDays, "", left, { date }) : n(overdueByDays, "", -left, { date });
}

/** @param {ComplaintHead} head */
function isFirstLookOfCoordination({ agency, look }) {
  return agency.id === COORDINATION && look === 1;
}

function describeCoordination() {
  return t("Your file is with the portal’s coordination: it answers you, or passes the file on to the right administration.");
}

/** Who handles the second look, or a later one. @param {ComplaintHead} head @param {import("#words").ReaderWords} words */
function describeLookTaker({ look }, { secondLook, laterLook }) {
  if (look < SECOND_LOOK) return [];
  return [look === SECOND_LOOK ? secondLook : laterLook];
}

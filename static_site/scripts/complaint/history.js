// The history of a complaint as sentences, oldest first: who did what, with the text that goes with it.
import { answerLabels, coordination, promised as promisedBy, textLabels, unknownEvent } from "#words";
import { formatDate } from "../dates.js";
import { getName } from "../directory.js";
import { t } from "../texts.js";
import { describeOutcome, describeGround, describeLook, describePromise, describeScore } from "./words.js";

/** @typedef {import("./api-types.js").TimelineEntry} TimelineEntry */
/** @typedef {import("./api-types.js").Complaint} Complaint */
/** @typedef {import("#words").ReaderWords} ReaderWords */
/** @typedef {{ label: string, text: string, typed?: boolean, named?: boolean }} StepPart typed: by a person, in any language; named: an administration's name */
/**
 * @typedef {object} Step one event of the history
 * @property {number} seq
 * @property {string} at
 * @property {"citizen" | "agency" | "portal"} side who acted
 * @property {string} title
 * @property {string} who an administration's name, or empty
 * @property {StepPart[]} parts
 * @property {import("./api-types.js").ComplaintFile[]} files
 * @property {boolean} isLatestAnswer shown at the top of the page already
 */

/** @param {Complaint} complaint @param {ReaderWords} words @returns {Step[]} */
export function buildHistory(complaint, words) {
  let hasOpenQuestion = false;
  let look = 1;
  return complaint.timeline.map((entry) => {
    if (entry.action === "reopen") look += 1;
    const repliesToQuestion = hasOpenQuestion && entry.action === "message" && entry.by === "citizen";
    hasOpenQuestion = entry.action === "ask_citizen" || (hasOpenQuestion && !repliesToQuestion && entry.action !== "answer");
    const isLatestAnswer = entry.seq === complaint.answer?.seq;
    return {
      seq: entry.seq,
      at: entry.at,
      side: getSide(entry),
      title: describeStep({ entry, words, kind: complaint.kind, repliesToQuestion, look }),
      who: getActorName(entry),
      parts: describeParts({ entry, words, isLatestAnswer, look }),
      files: getFiles(entry),
      isLatestAnswer,
    };
  });
}

/** The submission's files are listed with the facts. @param {TimelineEntry} entry */
function getFiles({ action, files = [] }) {
  return action === "submit" ? [] : files;
}

/** @param {{ entry: TimelineEntry, words: ReaderWords, kind: string, repliesToQuestion: boolean, look: number }} step */
function describeStep({ entry, words, kind, repliesToQuestion, look }) {
  const { action } = entry;
  if (action === "submit") return words.submitted[kind] ?? words.submitted.complaint;
  if (action === "message" && entry.by === "citizen") return repliesToQuestion ? words.citizenReply : words.citizenMessage;
  if (action === "promise") return describePromise(entry.kept ?? false, words);
  if (action === "reopen" && look > 2) return words.laterReopening;
  return words.events[action] ?? unknownEvent;
}

/** @param {TimelineEntry} entry @returns {Step["side"]} */
function getSide({ by }) {
  if (by === "citizen") return "citizen";
  return by === "officer" ? "agency" : "portal";
}

/** @param {TimelineEntry} entry */
function getActorName({ action, by, agency, from_agency: from }) {
  if (by === "coordinator") return coordination;
  if (by !== "officer") return "";
  const acting = action === "transfer" ? from : agency;
  return acting ? getName(acting.names) : "";
}

/** @param {{ entry: TimelineEntry, words: ReaderWords, isLatestAnswer: boolean, look: number }} step @returns {StepPart[]} */
function describeParts({ entry, words, isLatestAnswer, look }) {
  if (entry.action === "answer") return describeAnswer(entry, words, isLatestAnswer);
  /** @type {StepPart[]} */
  const parts = [];
  if (entry.action === "submit" && entry.agency) parts.push({ label: t("To"), text: getName(entry.agency.names), named: true });
  if (entry.action === "transfer") parts.push(...describeTransfer(entry));
  if (entry.action === "reopen") parts.push({ label: "", text: describeLook(look) });
  if (entry.score) parts.push({ label: "", text: describeScore(entry.score) });
  if (entry.text) parts.push({ label: textLabels[entry.action] ?? "", text: entry.text, typed: true });
  return parts;
}

/** @param {TimelineEntry} entry @returns {StepPart[]} */
function describeTransfer({ agency, from_agency: from }) {
  const parts = from ? [{ label: t("From"), text: getName(from.names), named: true }] : [];
  return agency ? [...parts, { label: t("To"), text: getName(agency.names), named: true }] : parts;
}

/** @param {TimelineEntry} entry @param {ReaderWords} words @param {boolean} isLatest @returns {StepPart[]} */
function describeAnswer(entry, words, isLatest) {
  const decision = { label: "", text: describeOutcome(entry.outcome, words) };
  return isLatest ? [decision] : [decision, ...describeReasons({ ...entry, reasons: entry.text ?? "" })];
}

/**
 * The parts of an answer after its outcome.
 * @param {{ reasons: string, ground?: string | null, remedy?: string | null, promised_on?: string | null }} answer
 * @returns {StepPart[]}
 */
export function describeReasons({ reasons, ground, remedy, promised_on: promised }) {
  /** @type {StepPart[]} */
  const parts = [];
  if (ground) parts.push({ label: answerLabels.ground, text: describeGround(ground) });
  if (reasons) parts.push({ label: answerLabels.reasons, text: reasons, typed: true });
  if (remedy) parts.push({ label: answerLabels.remedy, text: remedy, typed: true });
  if (promised) parts.push({ label: answerLabels.promised_on, text: t(promisedBy, { date: formatDate(promised) }) });
  return parts;
}

/** How the citizen judged the latest answer. @param {Complaint} complaint @param {ReaderWords} words @returns {StepPart[]} */
export function describeJudgement({ rating, answer }, words) {
  /** @type {StepPart[]} */
  const parts = [];
  if (rating) parts.push({ label: words.rating, text: describeScore(rating.score) });
  if (rating?.comment) parts.push({ label: textLabels.rate, text: rating.comment, typed: true });
  if (typeof answer?.kept === "boolean") parts.push({ label: "", text: describePromise(answer.kept, words) });
  return parts;
}

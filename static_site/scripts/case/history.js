// The history of a file as sentences, oldest first: who did what, and the words that go with it.
import { formatDate } from "../dates.js";
import { nameOf } from "../directory.js";
import { t } from "../texts.js";
import { decisionInWords, groundInWords, lookInWords, promiseInWords, scoreInWords } from "./words.js";

/** @typedef {import("./view.js").Entry} Entry */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./words.js").Reader} Reader */
/** @typedef {{ label: string, text: string, typed?: boolean, named?: boolean }} Part what was said; typed: by a person, in any language; named: a body */
/**
 * @typedef {object} Step one line of the history
 * @property {number} seq
 * @property {string} at
 * @property {"citizen" | "agency" | "portal"} side whose step it is
 * @property {string} title
 * @property {string} who an administration's name, or empty
 * @property {Part[]} parts
 * @property {import("./view.js").File[]} files
 * @property {boolean} isLatestAnswer it stands at the top of the page already
 */

/** @param {View} view @param {Reader} reader @returns {Step[]} */
export function historyOf(view, reader) {
  let asked = false;
  let look = 1;
  return view.timeline.map((entry) => {
    if (entry.action === "reopen") look += 1;
    const repliesToQuestion = asked && entry.action === "message" && entry.by === "citizen";
    asked = entry.action === "ask_citizen" || (asked && !repliesToQuestion && entry.action !== "answer");
    const isLatestAnswer = entry.seq === view.answer?.seq;
    return {
      seq: entry.seq,
      at: entry.at,
      side: sideOf(entry),
      title: titleOf({ entry, reader, kind: view.kind, repliesToQuestion, look }),
      who: whoOf(entry),
      parts: partsOf({ entry, reader, isLatestAnswer, look }),
      files: filesOf(entry),
      isLatestAnswer,
    };
  });
}

/** What was filed lists its own files. @param {Entry} entry */
function filesOf({ action, files = [] }) {
  return action === "submit" ? [] : files;
}

/** @type {Record<string, Record<string, string>>} */
const FILED = {
  citizen: {
    complaint: t("You filed your complaint"),
    observation: t("You sent your observation"),
    suggestion: t("You sent your suggestion"),
    question: t("You sent your question"),
  },
  officer: {
    complaint: t("The citizen filed this complaint"),
    observation: t("The citizen sent this observation"),
    suggestion: t("The citizen sent this suggestion"),
    question: t("The citizen sent this question"),
  },
};

/** What both sides read alike. @type {Record<string, string>} */
const TITLES = {
  take_charge: t("The administration took charge of the file"),
  answer: t("The administration gave its reasoned answer"),
  transfer: t("The file passed to another administration"),
  close: t("The file was closed: the time to ask for a second look is over"),
  discard: t("The portal’s coordination set the file aside"),
  restore: t("The portal’s coordination took the file up again"),
  remind: t("The portal sent a reminder"),
  escalate: t("The portal alerted those in charge to the delay"),
};

/** @type {Record<Reader, Record<string, string>>} */
const TITLES_BY_READER = {
  citizen: {
    ask_citizen: t("The administration asked you a question"),
    message: t("The administration wrote to you"),
    wrote: t("You wrote to the administration"),
    replied: t("You answered the question"),
    rate: t("You judged the answer"),
    reopen: t("You asked for a second look"),
    again: t("You asked for a new look"),
    withdraw: t("You withdrew your file"),
  },
  officer: {
    ask_citizen: t("The administration asked the citizen a question"),
    message: t("The administration wrote to the citizen"),
    wrote: t("The citizen wrote"),
    replied: t("The citizen answered the question"),
    rate: t("The citizen judged the answer"),
    reopen: t("The citizen asked for a second look"),
    again: t("The citizen asked for a new look"),
    withdraw: t("The citizen withdrew the file"),
  },
};

/** @param {{ entry: Entry, reader: Reader, kind: string, repliesToQuestion: boolean, look: number }} step */
function titleOf({ entry, reader, kind, repliesToQuestion, look }) {
  if (entry.action === "submit") return FILED[reader][kind] ?? FILED[reader].complaint;
  const own = TITLES_BY_READER[reader];
  if (entry.action === "message" && entry.by === "citizen") return repliesToQuestion ? own.replied : own.wrote;
  if (entry.action === "promise") return promiseInWords(entry.kept ?? false, reader);
  if (entry.action === "reopen" && look > 2) return own.again;
  return own[entry.action] ?? TITLES[entry.action] ?? t("The file moved on");
}

/** @param {Entry} entry @returns {Step["side"]} */
function sideOf({ by }) {
  if (by === "citizen") return "citizen";
  return by === "officer" ? "agency" : "portal";
}

/** @param {Entry} entry */
function whoOf({ action, by, agency, from_agency: from }) {
  if (by === "coordinator") return t("The portal’s coordination");
  if (by !== "officer") return "";
  const acting = action === "transfer" ? from : agency;
  return acting ? nameOf(acting.names) : "";
}

/** @param {{ entry: Entry, reader: Reader, isLatestAnswer: boolean, look: number }} step @returns {Part[]} */
function partsOf({ entry, reader, isLatestAnswer, look }) {
  if (entry.action === "answer") return answerParts(entry, reader, isLatestAnswer);
  /** @type {Part[]} */
  const parts = [];
  if (entry.action === "submit" && entry.agency) parts.push({ label: t("To"), text: nameOf(entry.agency.names), named: true });
  if (entry.action === "transfer") parts.push(...wayOf(entry));
  if (entry.action === "reopen") parts.push({ label: "", text: lookInWords(look) });
  if (entry.score) parts.push({ label: "", text: scoreInWords(entry.score) });
  if (entry.text) parts.push({ label: LABELS[entry.action] ?? "", text: entry.text, typed: true });
  return parts;
}

/** What the text of a step is. @type {Record<string, string>} */
const LABELS = {
  transfer: t("Reason"),
  withdraw: t("Reason"),
  discard: t("Reason"),
  reopen: t("What is missing"),
  rate: t("Comment"),
};

/** @param {Entry} entry @returns {Part[]} */
function wayOf({ agency, from_agency: from }) {
  const parts = from ? [{ label: t("From"), text: nameOf(from.names), named: true }] : [];
  return agency ? [...parts, { label: t("To"), text: nameOf(agency.names), named: true }] : parts;
}

/** @param {Entry} entry @param {Reader} reader @param {boolean} isLatest @returns {Part[]} */
function answerParts(entry, reader, isLatest) {
  const decision = { label: "", text: decisionInWords(entry.outcome, reader) };
  return isLatest ? [decision] : [decision, ...reasonsOf({ ...entry, reasons: entry.text ?? "" })];
}

/**
 * What an answer says beside its decision.
 * @param {{ reasons: string, ground?: string | null, remedy?: string | null, promised_on?: string | null }} answer
 * @returns {Part[]}
 */
export function reasonsOf({ reasons, ground, remedy, promised_on: promised }) {
  /** @type {Part[]} */
  const parts = [];
  if (ground) parts.push({ label: t("Ground"), text: groundInWords(ground) });
  if (reasons) parts.push({ label: t("Reasons"), text: reasons, typed: true });
  if (remedy) parts.push({ label: t("What the administration does"), text: remedy, typed: true });
  if (promised) parts.push({ label: t("Commitment"), text: t("To act by {date} at the latest.", { date: formatDate(promised) }) });
  return parts;
}

/** What the citizen has said of the latest answer. @param {View} view @param {Reader} reader @returns {Part[]} */
export function judgementOf({ rating, answer }, reader) {
  /** @type {Part[]} */
  const parts = [];
  if (rating) parts.push({ label: reader === "citizen" ? t("Your judgement") : t("The citizen’s judgement"), text: scoreInWords(rating.score) });
  if (rating?.comment) parts.push({ label: t("Comment"), text: rating.comment, typed: true });
  if (typeof answer?.kept === "boolean") parts.push({ label: "", text: promiseInWords(answer.kept, reader) });
  return parts;
}

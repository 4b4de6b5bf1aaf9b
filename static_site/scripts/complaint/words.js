// The API's codes in words: kinds, statuses, outcomes and their grounds, scores. No code is ever shown.
import { grounds, kinds, laterLook, scoreOfFive, scores, secondLook } from "#words";
import { t } from "../texts.js";

/** @typedef {import("#words").ReaderWords} ReaderWords the citizen's or the officer's: each page's script carries its own */

const LANGUAGES = { ar: "العربية", fr: "Français", zgh: "ⵜⴰⵎⴰⵣⵉⵖⵜ", en: "English" };

/** What a later version of the API may add has no words yet: nothing is better than a code. @param {Record<string, string>} words @param {string | null | undefined} code */
function findWords(words, code) {
  return code && Object.hasOwn(words, code) ? words[code] : "";
}

/** @param {string} kind */
export function describeKind(kind) {
  return findWords(kinds, kind) || kinds.complaint;
}

/** @param {string} status @param {ReaderWords} words */
export function describeStatus(status, { statuses }) {
  return findWords(statuses, status);
}

/** @param {string | null | undefined} outcome @param {ReaderWords} words */
export function describeOutcome(outcome, { outcomes }) {
  return findWords(outcomes, outcome);
}

/** @param {string | null | undefined} ground */
export function describeGround(ground) {
  return findWords(grounds, ground);
}

/** @param {number} score 1 to 5 */
export function describeScore(score) {
  return t(scoreOfFive, { judgement: scores[score - 1] ?? "", score });
}

/** @param {boolean} kept @param {ReaderWords} words */
export function describePromise(kept, { promiseKept, promiseBroken }) {
  return kept ? promiseKept : promiseBroken;
}

/** @param {number} look 2 or more */
export function describeLook(look) {
  return look === 2 ? secondLook : t(laterLook, { look });
}

/** @param {string} code */
export function describeLanguage(code) {
  return findWords(LANGUAGES, code);
}

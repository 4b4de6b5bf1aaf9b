// Finds the questions that a text is about: a search, or a complaint that is being written. A search may be part of a
// word; in a running text only whole expressions count, or too much would match.
import { stripArticle, splitWords } from "../spelling.js";

/** @typedef {string[]} Word one word, in each form it may be meant in */
/**
 * @typedef {object} Question
 * @property {HTMLElement} element
 * @property {Word[]} title
 * @property {Word[][]} expressions what people call it
 * @property {Word[]} answer
 */

/** How far the words of one expression may stand from one another in a running text. */
const MAX_DISTANCE_WORDS = 4;
const ELIDED = /(?<!\p{L})(?:[cdjlmnst]|qu)['’](?=\p{L})/giu;
/** Normalised as `splitWords` does. "No" and "without" are not among them: they change the meaning. */
const STOP_WORDS = new Set([
  ..."ai au aux avec ce ces cet cette comment dans de des du elle en est et etre fait faire faut il ils je la le les".split(" "),
  ..."leur lui ma mais me mes moi mon nous on ou par pour puis que quel quelle quels qui quoi sa se ses si son sont sur".split(" "),
  ..."ta te tes toi ton tout tu un une vos votre vous the an of to in my is are do does did how what which can it and or if".split(" "),
  ..."من في علي عن ي هل ما ماذا كيف اذا ان او ثم مع قد كان كنت هذا هذه ذلك تي ذي لي انا يمكن يمكنني افعل".split(" "),
]);

/** The words of a text without stop words. @param {string} text @returns {Word[]} */
export function extractKeywords(text) {
  const words = splitWords(text.replace(ELIDED, " ")).map(stripArticle);
  return words.filter((word) => word.length > 1 && !STOP_WORDS.has(word)).map(listForms);
}

/** The <details> of a question, as it is searched. @param {HTMLElement} element @returns {Question} */
export function parseQuestion(element) {
  return {
    element,
    title: extractKeywords(element.querySelector("summary")?.textContent ?? ""),
    expressions: (element.dataset.words ?? "").split("|").map(extractKeywords),
    answer: extractKeywords(element.querySelector("[data-answer]")?.textContent ?? ""),
  };
}

/**
 * The questions that a search is about, in their own order: those named so; else those whose answers too say most of it.
 * @param {Question[]} questions @param {string} text
 */
export function searchQuestions(questions, text) {
  const words = extractKeywords(text);
  const sought = words.some(isParticular) ? words.filter(isParticular) : words;
  const named = questions.filter((question) => countMatches(sought, listNames(question), isPrefixOrAlike) === sought.length);
  if (named.length) return named;
  const said = questions.map((question) => countMatches(sought, [...listNames(question), ...question.answer], isPrefixOrAlike));
  const most = Math.max(...said);
  return most * 2 > sought.length ? questions.filter((_, index) => said[index] === most) : [];
}

/** @param {Question} question */
function listNames({ title, expressions }) {
  return [...title, ...expressions.flat()];
}

/** "Complaint" matches every question, so it selects none. @param {Word} word */
function isParticular(word) {
  return !matches(word, ["reclamation", "شكايه", "complaint"], areAlike);
}

/**
 * The questions that a running text is about, the most similar first. When the citizen asks a question, a single word may
 * match, and so may the words of a title.
 * @param {Question[]} questions @param {string} text @param {{ asks: boolean }} how
 */
export function findSimilarQuestions(questions, text, { asks }) {
  const written = extractKeywords(text);
  const near = questions.map((question) => ({ question, nearness: measureNearness(question, written, asks) }));
  near.sort((one, other) => other.nearness - one.nearness);
  return near.filter(({ nearness }) => nearness > 0).map(({ question }) => question);
}

/** @param {Question} question @param {Word[]} written @param {boolean} asks */
function measureNearness({ title, expressions }, written, asks) {
  const found = expressions.filter((words) => (asks || words.length > 1) && containsExpression(words, written));
  const asked = asks ? countMatches(title, written, areAlike) : 0;
  return found.reduce((sum, words) => sum + words.length, asked * 2 > title.length ? asked : 0);
}

/** Whether the words of an expression occur close together, in any order. @param {Word[]} words @param {Word[]} written */
function containsExpression([first, ...others], written) {
  return written.some((word, place) => {
    if (!first || !matches(first, word, areAlike)) return false;
    const around = written.slice(Math.max(0, place - MAX_DISTANCE_WORDS), place + MAX_DISTANCE_WORDS + 1);
    return countMatches(others, around, areAlike) === others.length;
  });
}

/** How many of the words are among others. @param {Word[]} words @param {Word[]} others @param {typeof areAlike} comparison */
function countMatches(words, others, comparison) {
  return words.filter((word) => others.some((other) => matches(word, other, comparison))).length;
}

/** @param {Word} word @param {Word} other @param {typeof areAlike} comparison */
function matches(word, other, comparison) {
  return word.some((form) => other.some((its) => comparison(form, its)));
}

/** Arabic writes "and", "in", "to", "like" as one with the word. @param {string} word @returns {Word} */
function listForms(word) {
  return /^(?:[وف].{2}|[بلك].{3})/u.test(word) ? [word, stripArticle(word.slice(1))] : [word];
}

/** One word as it is typed. @param {string} typed @param {string} word */
function isPrefixOrAlike(typed, word) {
  return word.startsWith(typed) || areAlike(typed, word);
}

/** Two forms of one word: délai and délais, رقم and رقمي, شكاية and شكايتي. @param {string} one @param {string} other */
function areAlike(one, other) {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const common = [...short].findIndex((letter, place) => letter !== long[place]);
  if (common < 0) return short === long || (short.length >= minLength(short) && long.length - short.length <= 3);
  return common >= 4 && short.length - common <= 1 && long.length - common <= 2;
}

/** How long a word must be to have forms; Arabic roots are shorter than Latin ones. @param {string} word */
function minLength(word) {
  return word < "\u0600" ? 4 : 3;
}

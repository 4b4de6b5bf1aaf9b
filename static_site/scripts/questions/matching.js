// Which questions a text is about: one that somebody types to search, or one that somebody writes to an administration.
// A search may be half a word; in a running text only whole expressions count, or everything would resemble everything.
import { withoutArticle, wordsIn } from "../spelling.js";

/** @typedef {string[]} Word one word, in each form it may be meant in */
/**
 * @typedef {object} Question
 * @property {HTMLElement} element
 * @property {Word[]} title
 * @property {Word[][]} expressions what people call it
 * @property {Word[]} answer
 */

/** How far the words of one expression may stand from one another in a running text. */
const REACH = 4;
const ELIDED = /(?<!\p{L})(?:[cdjlmnst]|qu)['’](?=\p{L})/giu;
/** Words that tell nothing about what is asked, as `wordsIn` spells them. "No" and "without" do tell something. */
const LITTLE_WORDS = new Set([
  ..."ai au aux avec ce ces cet cette comment dans de des du elle en est et etre fait faire faut il ils je la le les".split(" "),
  ..."leur lui ma mais me mes moi mon nous on ou par pour puis que quel quelle quels qui quoi sa se ses si son sont sur".split(" "),
  ..."ta te tes toi ton tout tu un une vos votre vous the an of to in my is are do does did how what which can it and or if".split(" "),
  ..."من في علي عن ي هل ما ماذا كيف اذا ان او ثم مع قد كان كنت هذا هذه ذلك تي ذي لي انا يمكن يمكنني افعل".split(" "),
]);

/** The words of a text that tell something. @param {string} text @returns {Word[]} */
export function tellingWords(text) {
  const words = wordsIn(text.replace(ELIDED, " ")).map(withoutArticle);
  return words.filter((word) => word.length > 1 && !LITTLE_WORDS.has(word)).map(formsOf);
}

/** The <details> of a question, as it is searched. @param {HTMLElement} element @returns {Question} */
export function readQuestion(element) {
  return {
    element,
    title: tellingWords(element.querySelector("summary")?.textContent ?? ""),
    expressions: (element.dataset.words ?? "").split("|").map(tellingWords),
    answer: tellingWords(element.querySelector("[data-answer]")?.textContent ?? ""),
  };
}

/**
 * The questions that a search is about, in their own order: those named so; else those whose answers too say most of it.
 * @param {Question[]} questions @param {string} text
 */
export function search(questions, text) {
  const words = tellingWords(text);
  const sought = words.some(isParticular) ? words.filter(isParticular) : words;
  const named = questions.filter((question) => count(sought, namesOf(question), begins) === sought.length);
  if (named.length) return named;
  const said = questions.map((question) => count(sought, [...namesOf(question), ...question.answer], begins));
  const most = Math.max(...said);
  return most * 2 > sought.length ? questions.filter((_, index) => said[index] === most) : [];
}

/** @param {Question} question */
function namesOf({ title, expressions }) {
  return [...title, ...expressions.flat()];
}

/** All questions are about complaints. @param {Word} word */
function isParticular(word) {
  return !same(word, ["reclamation", "شكايه", "complaint"], alike);
}

/**
 * The questions that a running text is about, the nearest first. Who asks a question is understood more readily: one
 * word may do, and so may the question in other words.
 * @param {Question[]} questions @param {string} text @param {{ asks: boolean }} how
 */
export function resembling(questions, text, { asks }) {
  const written = tellingWords(text);
  const near = questions.map((question) => ({ question, nearness: nearness(question, written, asks) }));
  near.sort((one, other) => other.nearness - one.nearness);
  return near.filter(({ nearness }) => nearness > 0).map(({ question }) => question);
}

/** @param {Question} question @param {Word[]} written @param {boolean} asks */
function nearness({ title, expressions }, written, asks) {
  const found = expressions.filter((words) => (asks || words.length > 1) && stands(words, written));
  const asked = asks ? count(title, written, alike) : 0;
  return found.reduce((sum, words) => sum + words.length, asked * 2 > title.length ? asked : 0);
}

/** Whether an expression stands there, in any order but close together. @param {Word[]} words @param {Word[]} written */
function stands([first, ...others], written) {
  return written.some((word, place) => {
    if (!first || !same(first, word, alike)) return false;
    const around = written.slice(Math.max(0, place - REACH), place + REACH + 1);
    return count(others, around, alike) === others.length;
  });
}

/** How many of the words are among others. @param {Word[]} words @param {Word[]} others @param {typeof alike} comparison */
function count(words, others, comparison) {
  return words.filter((word) => others.some((other) => same(word, other, comparison))).length;
}

/** @param {Word} word @param {Word} other @param {typeof alike} comparison */
function same(word, other, comparison) {
  return word.some((form) => other.some((its) => comparison(form, its)));
}

/** Arabic writes "and", "in", "to", "like" as one with the word. @param {string} word @returns {Word} */
function formsOf(word) {
  return /^(?:[وف].{2}|[بلك].{3})/u.test(word) ? [word, withoutArticle(word.slice(1))] : [word];
}

/** One word as it is typed. @param {string} typed @param {string} word */
function begins(typed, word) {
  return word.startsWith(typed) || alike(typed, word);
}

/** Two forms of one word: délai and délais, رقم and رقمي, شكاية and شكايتي. @param {string} one @param {string} other */
function alike(one, other) {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const common = [...short].findIndex((letter, place) => letter !== long[place]);
  if (common < 0) return short === long || (short.length >= shortest(short) && long.length - short.length <= 3);
  return common >= 4 && short.length - common <= 1 && long.length - common <= 2;
}

/** How long a word must be to have forms; Arabic roots are shorter than Latin ones. @param {string} word */
function shortest(word) {
  return word < "\u0600" ? 4 : 3;
}

// One spelling for all the ways people write a word in Arabic or French: what every search of the site compares.

/** Letters that people use for one another and NFKD leaves apart. @type {Record<string, string>} */
const SAME_LETTERS = {
  ...{ ى: "ي", ی: "ي", ة: "ه", ہ: "ه", ٱ: "ا", ظ: "ض" },
  ...{ ک: "ك", گ: "ك", ڭ: "ك", ڤ: "ف", ء: "", ـ: "", œ: "oe", æ: "ae" },
  ...{ "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", ".": "" },
};
const SAME_LETTERS_PATTERN = new RegExp(`[${Object.keys(SAME_LETTERS).join("")}]`, "gu");

/**
 * Lower case without marks, with one letter for each group that people confuse.
 * @param {string} text
 */
function normalise(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(SAME_LETTERS_PATTERN, (letter) => SAME_LETTERS[letter] ?? "");
}

/**
 * The article and what clings to it: "الدار" and "والدار" are searched as "دار".
 * @param {string} word
 */
export function stripArticle(word) {
  return word.replace(/^(?:[وب]?ال|لل(?=...))(?=.)/u, "");
}

/**
 * An elided article goes ("l'eau", "d'Agadir"), any other apostrophe joins ("M'diq").
 * @param {string} word
 */
function stripApostrophe(word) {
  return word.replace(/^(?:l|d|qu)'(?=.)/u, "").replaceAll("'", "");
}

/**
 * The words as written, normalised but with their articles.
 * @param {string} text
 */
export function splitWords(text) {
  return (normalise(text).match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu) ?? []).map(stripApostrophe).filter(Boolean);
}

/**
 * Finds public bodies while a person types: Arabic or French name, acronym, with or without accents, with typos.
 * The submit page's agency step and the officers' transfer form use it.
 */
import MiniSearch from "minisearch";
import { stripArticle, splitWords } from "./spelling.js";

/**
 * @typedef {{ar: string, fr: string}} Names
 * @typedef {{id: string, names: Names, acronyms: string[], kind: string, region?: string, province?: string, commune?: string}} Agency
 * @typedef {{search: (text: string, options?: {limit?: number}) => Agency[]}} AgencySearch
 *
 * @typedef {object} IndexEntry an agency as the search sees it
 * @property {Agency} agency
 * @property {string[][]} distinctive the words of each name that tell it from its kind
 * @property {string[]} joined short names written as one word
 * @property {string[]} words what the index holds of both names
 * @property {string[]} fullNames all spellings that stand for the complete name
 * @property {string[]} acronyms
 *
 * @typedef {object} Query
 * @property {string[]} distinctive what the agency's own name should contain
 * @property {string[]} kinds kinds that the person asked for ("commune", "عمالة")
 * @property {boolean} onlyKind nothing but kinds was asked for
 * @property {string[]} joined the query written as one word, with and without its little words
 */

const DEFAULT_LIMIT = 10;
/** The last ranks: the name begins with what is typed so far, some words of it do, or it only resembles it. */
const NAME_PREFIX = 4;
const WORD_PREFIXES = 5;
const FUZZY = 6;
const NATIONAL = ["ministry", "establishment"];
const KINDS = ["ministry", "establishment", "region", "province", "commune", "coordination"];

/** Words that say what kind of body is meant, normalised. @type {Record<string, string[]>} */
const KIND_WORDS = {
  commune: ["commune"],
  communes: ["commune"],
  mairie: ["commune"],
  municipalite: ["commune"],
  جماعه: ["commune"],
  بلديه: ["commune"],
  province: ["province"],
  prefecture: ["province"],
  اقليم: ["province"],
  عماله: ["province"],
  wilaya: ["province", "region"],
  ولايه: ["province", "region"],
  region: ["region"],
  جهه: ["region"],
  ministere: ["ministry"],
  وزاره: ["ministry"],
};

const STOP_WORDS = new Set([
  ..."a al au aux d de des du ech el en er es et l la le les pour charge chargee delegue".split(" "),
  ..."منتدبه مكلفه في من و".split(" "),
]);

/** @param {string[]} words */
function removeStopWords(words) {
  const bare = words.map(stripArticle);
  const kept = bare.filter((word) => !STOP_WORDS.has(word));
  return kept.length ? kept : bare;
}

/**
 * The words of a name, or of what somebody types, that are not its kind; all of them when nothing else is left.
 * @param {string[]} words
 */
function removeKindWords(words) {
  const kept = removeStopWords(words).filter((word) => !Object.hasOwn(KIND_WORDS, word));
  return kept.length ? kept : removeStopWords(words);
}

/**
 * The same words written as one: "آيت ملول" and "آيتملول", "El Jadida" and "eljadida".
 * @param {string[]} words
 */
function joinWords(words) {
  const raw = words.filter((word) => !Object.hasOwn(KIND_WORDS, stripArticle(word)));
  const named = raw.filter((word, index) => index > 0 || !["d", "de", "l"].includes(word));
  return [...new Set([stripArticle(named.join("")), removeKindWords(words).join("")])];
}

/**
 * A word of a name, besides its forms without "and" (وإنعاش) and without the spoken article (لعيون).
 * @param {string} word
 */
function listIndexedForms(word) {
  return /^[ول].{4}/u.test(word) ? [word, word.slice(1)] : [word];
}

/** @param {Agency} agency @returns {IndexEntry} */
function createEntry(agency) {
  const written = [splitWords(agency.names.fr), splitWords(agency.names.ar)];
  const distinctive = written.map(removeKindWords);
  const joined = distinctive.flatMap((words, index) => (words.length > 3 ? [] : joinWords(written[index] ?? [])));
  // "Commune" in 1,500 names would make every search for words in C slow, and tells nothing.
  const searched = agency.kind === "commune" ? distinctive : written.map(removeStopWords);
  return {
    agency,
    distinctive,
    joined,
    words: searched.flat().flatMap(listIndexedForms),
    fullNames: [...distinctive.map((words) => words.join(" ")), ...joined],
    acronyms: agency.acronyms.map((acronym) => splitWords(acronym).join("")),
  };
}

/** @param {string} text @returns {Query} */
function parseQuery(text) {
  const words = splitWords(text);
  const distinctive = removeKindWords(words);
  return {
    distinctive,
    kinds: words.flatMap((word) => KIND_WORDS[stripArticle(word)] ?? []),
    onlyKind: distinctive.length > 0 && distinctive.every((word) => Object.hasOwn(KIND_WORDS, word)),
    joined: joinWords(words),
  };
}

/**
 * How well a name answers the query, 0 the best; equally good ones are ordered by kind.
 * @param {IndexEntry} entry
 * @param {Query} query
 */
function rankName(entry, query) {
  const phrase = query.distinctive.join(" ");
  const names = entry.distinctive.map((words) => words.join(" "));
  if (query.joined.some((form) => entry.acronyms.includes(form))) return 0;
  if ([phrase, ...query.joined].some((form) => entry.fullNames.includes(form))) return 1;
  if (names.some((name) => name.startsWith(`${phrase} `))) return 2;
  if (entry.distinctive.some((words) => query.distinctive.every((word) => words.includes(word)))) return 3;
  if (names.some((name) => name.startsWith(phrase))) return NAME_PREFIX;
  if (query.joined.some((form) => entry.acronyms.some((acronym) => acronym.startsWith(form)))) return NAME_PREFIX;
  if (query.distinctive.every((part) => entry.words.some((word) => word.startsWith(part)))) return WORD_PREFIXES;
  return FUZZY;
}

/**
 * How many wrong letters a word may have: none in short ones, two in long ones, and never more than `most`.
 * @param {number} most
 * @returns {(word: string) => number}
 */
function limitTypos(most) {
  return (word) => (word.length < 4 ? 0 : Math.min(most, word.length < 7 ? 1 : 2));
}

/** @param {IndexEntry[]} entries */
function buildIndex(entries) {
  const index = new MiniSearch({
    fields: ["words", "acronyms", "joined"],
    extractField: (entry, field) => (field === "id" ? entry.id : entry[field].join(" ")),
    tokenize: (text) => text.split(" "),
    processTerm: (word) => word,
    searchOptions: { boost: { acronyms: 2 }, prefix: true, weights: { fuzzy: 0.4, prefix: 0.5 } },
  });
  index.addAll(entries.map(({ words, acronyms, joined }, id) => ({ id, words, acronyms, joined })));
  return index;
}

/**
 * Entries with every word of the query and one typo a word; if there are none, two typos; then any of the words.
 * @param {MiniSearch} index
 * @param {Query} query
 * @returns {{id: number, score: number}[]}
 */
function findEntries(index, { distinctive, joined }) {
  const all = { queries: distinctive, combineWith: /** @type {const} */ ("AND") };
  const queries = [all, ...joined.filter((form) => !distinctive.includes(form))];
  const attempts = [
    () => index.search({ queries, combineWith: "OR" }, { fuzzy: limitTypos(1) }),
    () => index.search({ queries, combineWith: "OR" }, { fuzzy: limitTypos(2) }),
    () => index.search({ queries: distinctive, combineWith: "OR" }, { fuzzy: limitTypos(1) }),
  ];
  for (const attempt of attempts) {
    const found = attempt();
    if (found.length) return found;
  }
  return [];
}

/**
 * What hits are sorted by before their score, the smaller the better.
 * @param {IndexEntry} entry
 * @param {Query} query
 */
function computeSortKey(entry, query) {
  const { kind } = entry.agency;
  const rankOfName = rankName(entry, query);
  const otherKind = query.kinds.length && !query.kinds.includes(kind) ? 1 : 0;
  // Where there are only likenesses, nearness says more than the kind.
  if (rankOfName === FUZZY) return [rankOfName, otherKind];
  const length = rankOfName === NAME_PREFIX ? Math.min(...entry.distinctive.map((words) => words.join("").length)) : 0;
  return [rankOfName, otherKind, NATIONAL.includes(kind) ? 0 : 1, length, KINDS.indexOf(kind)];
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compareKeys(a, b) {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** @param {Query} query @returns {(agency: Agency) => boolean} */
function isOfKind({ kinds }) {
  return ({ kind }) => kinds.includes(kind);
}

/**
 * @param {{id: number, score: number}[]} hits
 * @param {IndexEntry[]} entries
 * @param {Query} query
 * @returns {IndexEntry[]}
 */
function sortHits(hits, entries, query) {
  const ordered = hits.flatMap(({ id, score }) => {
    const entry = entries[id];
    return entry ? [{ entry, score, order: computeSortKey(entry, query), position: id }] : [];
  });
  ordered.sort((a, b) => compareKeys(a.order, b.order) || b.score - a.score || a.position - b.position);
  return ordered.map(({ entry }) => entry);
}

/**
 * A search over the public list of agencies; the index is built at the first search.
 * @param {Agency[]} agencies
 * @returns {AgencySearch}
 */
export function createAgencySearch(agencies) {
  /** @type {{entries: IndexEntry[], index: MiniSearch} | undefined} */
  let built;
  const build = () => {
    const entries = agencies.map(createEntry);
    return { entries, index: buildIndex(entries) };
  };
  return {
    search(text, { limit = DEFAULT_LIMIT } = {}) {
      const query = parseQuery(text);
      if (!query.distinctive.length) return [];
      const { entries, index } = (built ??= build());
      if (query.onlyKind) return entries.map(({ agency }) => agency).filter(isOfKind(query)).slice(0, limit);
      return sortHits(findEntries(index, query), entries, query)
        .slice(0, limit)
        .map(({ agency }) => agency);
    },
  };
}

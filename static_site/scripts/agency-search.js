/**
 * Finds public bodies while a person types: Arabic or French name, acronym, with or without accents, with typos.
 * The submit page's agency step and the officers' transfer form use it.
 */
import MiniSearch from "minisearch";
import { withoutArticle, wordsIn } from "./spelling.js";

/**
 * @typedef {{ar: string, fr: string}} Names
 * @typedef {{id: string, names: Names, acronyms: string[], kind: string, region?: string, province?: string, commune?: string}} Agency
 * @typedef {{search: (text: string, options?: {limit?: number}) => Agency[]}} AgencySearch
 *
 * @typedef {object} Entry an agency as the search sees it
 * @property {Agency} agency
 * @property {string[][]} own the words of each name that tell it from its kind
 * @property {string[]} joined short names written as one word
 * @property {string[]} words what the index holds of both names
 * @property {string[]} whole all spellings that stand for the complete name
 * @property {string[]} acronyms
 *
 * @typedef {object} Query
 * @property {string[]} own what the agency's own name should contain
 * @property {string[]} kinds kinds that the person asked for ("commune", "عمالة")
 * @property {boolean} onlyKind nothing but kinds was asked for
 * @property {string[]} joined the query written as one word, with and without its little words
 */

const DEFAULT_LIMIT = 10;
/** The last ranks: the name begins with what is typed so far, some words of it do, or it only resembles it. */
const BEGUN = 4;
const SOME_WORDS_BEGUN = 5;
const ALIKE = 6;
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

const LITTLE_WORDS = new Set([
  ..."a al au aux d de des du ech el en er es et l la le les pour charge chargee delegue".split(" "),
  ..."منتدبه مكلفه في من و".split(" "),
]);

/** @param {string[]} words */
function significant(words) {
  const bare = words.map(withoutArticle);
  const kept = bare.filter((word) => !LITTLE_WORDS.has(word));
  return kept.length ? kept : bare;
}

/**
 * The words of a name, or of what somebody types, that are not its kind; all of them when nothing else is left.
 * @param {string[]} words
 */
function ownWords(words) {
  const kept = significant(words).filter((word) => !Object.hasOwn(KIND_WORDS, word));
  return kept.length ? kept : significant(words);
}

/**
 * The same words written as one: "آيت ملول" and "آيتملول", "El Jadida" and "eljadida".
 * @param {string[]} words
 */
function joinedForms(words) {
  const raw = words.filter((word) => !Object.hasOwn(KIND_WORDS, withoutArticle(word)));
  const named = raw.filter((word, index) => index > 0 || !["d", "de", "l"].includes(word));
  return [...new Set([withoutArticle(named.join("")), ownWords(words).join("")])];
}

/**
 * A word of a name, besides its forms without "and" (وإنعاش) and without the spoken article (لعيون).
 * @param {string} word
 */
function indexedForms(word) {
  return /^[ول].{4}/u.test(word) ? [word, word.slice(1)] : [word];
}

/** @param {Agency} agency @returns {Entry} */
function entryOf(agency) {
  const written = [wordsIn(agency.names.fr), wordsIn(agency.names.ar)];
  const own = written.map(ownWords);
  const joined = own.flatMap((words, index) => (words.length > 3 ? [] : joinedForms(written[index] ?? [])));
  // "Commune" in 1,500 names would make every search for words in C slow, and tells nothing.
  const searched = agency.kind === "commune" ? own : written.map(significant);
  return {
    agency,
    own,
    joined,
    words: searched.flat().flatMap(indexedForms),
    whole: [...own.map((words) => words.join(" ")), ...joined],
    acronyms: agency.acronyms.map((acronym) => wordsIn(acronym).join("")),
  };
}

/** @param {string} text @returns {Query} */
function readQuery(text) {
  const words = wordsIn(text);
  const own = ownWords(words);
  return {
    own,
    kinds: words.flatMap((word) => KIND_WORDS[withoutArticle(word)] ?? []),
    onlyKind: own.length > 0 && own.every((word) => Object.hasOwn(KIND_WORDS, word)),
    joined: joinedForms(words),
  };
}

/**
 * How well a name answers the query, 0 the best; equally good ones are ordered by kind.
 * @param {Entry} entry
 * @param {Query} query
 */
function rank(entry, query) {
  const phrase = query.own.join(" ");
  const names = entry.own.map((words) => words.join(" "));
  if (query.joined.some((form) => entry.acronyms.includes(form))) return 0;
  if ([phrase, ...query.joined].some((form) => entry.whole.includes(form))) return 1;
  if (names.some((name) => name.startsWith(`${phrase} `))) return 2;
  if (entry.own.some((words) => query.own.every((word) => words.includes(word)))) return 3;
  if (names.some((name) => name.startsWith(phrase))) return BEGUN;
  if (query.joined.some((form) => entry.acronyms.some((acronym) => acronym.startsWith(form)))) return BEGUN;
  if (query.own.every((part) => entry.words.some((word) => word.startsWith(part)))) return SOME_WORDS_BEGUN;
  return ALIKE;
}

/**
 * How many wrong letters a word may have: none in short ones, two in long ones, and never more than `most`.
 * @param {number} most
 * @returns {(word: string) => number}
 */
function typosUpTo(most) {
  return (word) => (word.length < 4 ? 0 : Math.min(most, word.length < 7 ? 1 : 2));
}

/** @param {Entry[]} entries */
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
function findEntries(index, { own, joined }) {
  const all = { queries: own, combineWith: /** @type {const} */ ("AND") };
  const queries = [all, ...joined.filter((form) => !own.includes(form))];
  const attempts = [
    () => index.search({ queries, combineWith: "OR" }, { fuzzy: typosUpTo(1) }),
    () => index.search({ queries, combineWith: "OR" }, { fuzzy: typosUpTo(2) }),
    () => index.search({ queries: own, combineWith: "OR" }, { fuzzy: typosUpTo(1) }),
  ];
  for (const attempt of attempts) {
    const found = attempt();
    if (found.length) return found;
  }
  return [];
}

/**
 * What hits are sorted by before their score, the smaller the better.
 * @param {Entry} entry
 * @param {Query} query
 */
function order(entry, query) {
  const { kind } = entry.agency;
  const rankOfName = rank(entry, query);
  const otherKind = query.kinds.length && !query.kinds.includes(kind) ? 1 : 0;
  // Where there are only likenesses, nearness says more than the kind.
  if (rankOfName === ALIKE) return [rankOfName, otherKind];
  const length = rankOfName === BEGUN ? Math.min(...entry.own.map((words) => words.join("").length)) : 0;
  return [rankOfName, otherKind, NATIONAL.includes(kind) ? 0 : 1, length, KINDS.indexOf(kind)];
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** @param {Query} query @returns {(agency: Agency) => boolean} */
function isOfKind({ kinds }) {
  return ({ kind }) => kinds.includes(kind);
}

/**
 * @param {{id: number, score: number}[]} hits
 * @param {Entry[]} entries
 * @param {Query} query
 * @returns {Entry[]}
 */
function sorted(hits, entries, query) {
  const ordered = hits.flatMap(({ id, score }) => {
    const entry = entries[id];
    return entry ? [{ entry, score, order: order(entry, query), position: id }] : [];
  });
  ordered.sort((a, b) => compare(a.order, b.order) || b.score - a.score || a.position - b.position);
  return ordered.map(({ entry }) => entry);
}

/**
 * A search over the public list of agencies; the index is built at the first search.
 * @param {Agency[]} agencies
 * @returns {AgencySearch}
 */
export function createAgencySearch(agencies) {
  /** @type {{entries: Entry[], index: MiniSearch} | undefined} */
  let built;
  const build = () => {
    const entries = agencies.map(entryOf);
    return { entries, index: buildIndex(entries) };
  };
  return {
    search(text, { limit = DEFAULT_LIMIT } = {}) {
      const query = readQuery(text);
      if (!query.own.length) return [];
      const { entries, index } = (built ??= build());
      if (query.onlyKind) return entries.map(({ agency }) => agency).filter(isOfKind(query)).slice(0, limit);
      return sorted(findEntries(index, query), entries, query)
        .slice(0, limit)
        .map(({ agency }) => agency);
    },
  };
}

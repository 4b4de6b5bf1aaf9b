/**
 * Searches a directory as the browser does: {agencies, queries} on the input; ids, times and counts of reads printed.
 */
import { readFileSync } from "node:fs";

import { createAgencySearch } from "../../../static_site/scripts/agency-search.js";

const { agencies, queries } = JSON.parse(readFileSync(0, "utf8"));

let reads = 0;
const watched = new Proxy(agencies, {
  get(target, property) {
    reads += 1;
    return Reflect.get(target, property);
  },
});

const start = performance.now();
const search = createAgencySearch(watched);
const readsAtCreation = reads;
search.search("x");
const buildMilliseconds = performance.now() - start;
const readsAfterFirstSearch = reads;

const answers = queries.map(({ text, limit }) => {
  const begin = performance.now();
  const found = search.search(text, limit === undefined ? undefined : { limit });
  return { text, ids: found.map(({ id }) => id), milliseconds: performance.now() - begin };
});

process.stdout.write(JSON.stringify({ readsAtCreation, readsAfterFirstSearch, reads, buildMilliseconds, answers }));

// The published lists: the public bodies and the places of the Kingdom. Fetched once, when first needed.
import { code } from "#language";
import { fetchPublished } from "./api.js";

/** @typedef {import("./agency-search.js").Agency} Agency */
/** @typedef {{ code: string, names: Record<string, string>, parent?: string }} Place */
/** @typedef {{ regions: Place[], provinces: Place[], communes: Place[] }} Places */

/** @type {Map<string, Promise<any>>} */
const requests = new Map();

/** @param {string} address */
function fetchOnce(address) {
  const list = requests.get(address) ?? fetchPublished(address);
  requests.set(address, list);
  list.catch(() => requests.delete(address));
  return list;
}

/** @returns {Promise<Agency[]>} */
export const fetchAgencies = () => fetchOnce("/data/agencies.json");

/** @returns {Promise<Places>} */
export const fetchPlaces = () => fetchOnce("/data/places.json");

/** Bodies and places have Arabic and French names only: pages in other languages show the French ones. */
const NAME_LANGUAGE = code === "ar" ? "ar" : "fr";

/** @param {Record<string, string>} names */
export function getName(names) {
  return names[NAME_LANGUAGE];
}

/** Set `lang` on an element that holds names, where the page's language is another. @template {HTMLElement} Holder @param {Holder} holder @returns {Holder} */
export function markNameLanguage(holder) {
  if (code !== NAME_LANGUAGE) holder.lang = NAME_LANGUAGE;
  return holder;
}

/** A name, ready for a sentence. @param {Record<string, string>} names */
export function createNameElement(names) {
  const holder = markNameLanguage(document.createElement("bdi"));
  holder.textContent = getName(names);
  return holder;
}

/** @template {{ names: Record<string, string> }} Named @param {Named[]} list @returns {Named[]} */
export function sortByName(list) {
  return [...list].sort((one, other) => getName(one.names).localeCompare(getName(other.names), NAME_LANGUAGE));
}

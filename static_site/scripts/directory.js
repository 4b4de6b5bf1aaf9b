// The published lists: the public bodies and the places of the Kingdom. Fetched once, when first needed.
import { code } from "#language";
import { published } from "./api.js";

/** @typedef {import("./agency-search.js").Agency} Agency */
/** @typedef {{ code: string, names: Record<string, string>, parent?: string }} Place */
/** @typedef {{ regions: Place[], provinces: Place[], communes: Place[] }} Places */

/** @type {Map<string, Promise<any>>} */
const asked = new Map();

/** @param {string} address */
function once(address) {
  const list = asked.get(address) ?? published(address);
  asked.set(address, list);
  list.catch(() => asked.delete(address));
  return list;
}

/** @returns {Promise<Agency[]>} */
export const agencies = () => once("/data/agencies.json");

/** @returns {Promise<Places>} */
export const places = () => once("/data/places.json");

/** Bodies and places have Arabic and French names only: pages in other languages show the French ones. */
const NAMED_IN = code === "ar" ? "ar" : "fr";

/** @param {Record<string, string>} names */
export function nameOf(names) {
  return names[NAMED_IN];
}

/** Say in which language the names in an element are, where the page speaks another. @template {HTMLElement} Holder @param {Holder} holder @returns {Holder} */
export function inTheirLanguage(holder) {
  if (code !== NAMED_IN) holder.lang = NAMED_IN;
  return holder;
}

/** A name, ready for a sentence. @param {Record<string, string>} names */
export function nameElement(names) {
  const holder = inTheirLanguage(document.createElement("bdi"));
  holder.textContent = nameOf(names);
  return holder;
}

/** @template {{ names: Record<string, string> }} Named @param {Named[]} list @returns {Named[]} */
export function byName(list) {
  return [...list].sort((one, other) => nameOf(one.names).localeCompare(nameOf(other.names), NAMED_IN));
}

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

/** A name in the page's language, else in one everybody has. @param {Record<string, string>} names */
export function nameOf(names) {
  return names[code] ?? names.fr ?? names.ar;
}

/** @template {{ names: Record<string, string> }} Named @param {Named[]} list @returns {Named[]} */
export function byName(list) {
  return [...list].sort((one, other) => nameOf(one.names).localeCompare(nameOf(other.names), code));
}

// The step "place": region, then province, then commune, each narrowing the next.
import { sortByName, markNameLanguage, getName, fetchPlaces } from "../directory.js";
import { t } from "../texts.js";

/** @typedef {import("../directory.js").Place} Place */

/** Put places into a select, after its first option. @param {HTMLSelectElement} select @param {Place[]} list */
export function fillSelect(select, list) {
  const options = list.map(({ code, names }) => markNameLanguage(new Option(getName(names), code)));
  select.replaceChildren(select.options[0], ...options);
  select.value = "";
}

export class PlaceChoice {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.region = /** @type {HTMLSelectElement} */ (element.querySelector("#region"));
    this.province = /** @type {HTMLSelectElement} */ (element.querySelector("#province"));
    this.commune = /** @type {HTMLSelectElement} */ (element.querySelector("#commune"));
    this.status = /** @type {HTMLElement} */ (element.querySelector("[data-place-status]"));
    this.region.addEventListener("change", () => this.#offerProvinces());
    this.province.addEventListener("change", () => this.#offerCommunes());
  }

  /** Fetch the places and show the choice made before. @param {import("./draft.js").FormValues} values */
  async open(values) {
    try {
      this.territory = await fetchPlaces();
    } catch {
      this.status.textContent = t("The list of regions could not be loaded. Please try again when you are connected.");
      return;
    }
    fillSelect(this.region, sortByName(this.territory.regions));
    this.choose(values["place.region"], values["place.province"], values["place.commune"]);
  }

  /** @param {string} [region] @param {string} [province] @param {string} [commune] */
  choose(region = "", province = "", commune = "") {
    this.region.value = region;
    this.#offerProvinces();
    this.province.value = province;
    this.#offerCommunes();
    this.commune.value = commune;
  }

  get isReady() {
    return this.territory !== undefined;
  }

  get isEmpty() {
    return this.region.value === "";
  }

  /** The chosen place in words, the smallest first. */
  get chosenNames() {
    return [this.commune, this.province, this.region].filter(({ value }) => value).map(({ selectedOptions }) => selectedOptions[0].text);
  }

  #offerProvinces() {
    fillChildren(this.province, this.territory?.provinces ?? [], this.region.value);
    this.#offerCommunes();
  }

  #offerCommunes() {
    fillChildren(this.commune, this.territory?.communes ?? [], this.province.value);
  }
}

/** @param {HTMLSelectElement} select @param {Place[]} list @param {string} parent */
function fillChildren(select, list, parent) {
  const inside = parent ? list.filter((place) => place.parent === parent) : [];
  fillSelect(select, sortByName(inside));
  select.disabled = inside.length === 0;
}

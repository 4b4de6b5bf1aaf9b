// The step "agency": search by name, or browse by kind and region; each finding is a choice of one radio group.
import { createAgencySearch } from "../agency-search.js";
import { fetchAgencies, sortByName, markNameLanguage, getName, fetchPlaces } from "../directory.js";
import { n, t } from "../texts.js";
import { fillSelect } from "./place-choice.js";

const MAX_SHOWN = 8;
const TERRITORIAL = ["region", "province", "commune"];

/** @typedef {import("../directory.js").Agency} Agency */

export class AgencyChoice {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.field = /** @type {HTMLInputElement} */ (element.querySelector("#agency-search"));
    this.resultList = /** @type {HTMLElement} */ (element.querySelector("[data-agency-found]"));
    this.status = /** @type {HTMLElement} */ (element.querySelector("[data-agency-status]"));
    this.kind = /** @type {HTMLSelectElement} */ (element.querySelector("#agency-kind"));
    this.region = /** @type {HTMLSelectElement} */ (element.querySelector("#agency-region"));
    this.province = /** @type {HTMLSelectElement} */ (element.querySelector("#agency-province"));
    /** @type {Agency[]} */
    this.all = [];
    /** @type {Map<string, string>} */
    this.provinceNames = new Map();
    this.#listen();
  }

  /** Fetch the lists and show the choice made before. @param {string} [chosen] id of an agency */
  async open(chosen) {
    try {
      const [list, territory] = await Promise.all([fetchAgencies(), fetchPlaces()]);
      this.all = list;
      this.territory = territory;
      this.search = createAgencySearch(list);
      this.provinceNames = new Map(territory.provinces.map(({ code, names }) => [code, getName(names)]));
      fillSelect(this.region, sortByName(territory.regions));
      const agency = this.agency(chosen);
      if (agency) this.#show([], agency);
      if (this.field.value) this.#searchNow();
    } catch {
      this.status.textContent = t("The list of administrations could not be loaded. Choose “I do not know which”, or try again when you are connected.");
    }
  }

  /** @param {string} [id] */
  agency(id) {
    return this.all.find((agency) => agency.id === id);
  }

  #listen() {
    this.field.addEventListener("input", () => this.#searchNow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it searches already, it must not leave the step
    });
    for (const select of [this.kind, this.region, this.province]) {
      select.addEventListener("change", () => this.#browse(select));
    }
  }

  #searchNow() {
    const text = this.field.value.trim();
    if (!this.search || text.length < 2) return this.#showResults([], false);
    this.#showResults(this.search.search(text, { limit: MAX_SHOWN }), true);
  }

  /** @param {HTMLSelectElement} changed */
  #browse(changed) {
    const kind = this.kind.value;
    toggleGroup(this.region, TERRITORIAL.includes(kind) && kind !== "region");
    toggleGroup(this.province, kind === "commune" && this.region.value !== "");
    if (changed === this.region && this.territory) {
      const provinces = this.territory.provinces.filter(({ parent }) => parent === this.region.value);
      fillSelect(this.province, sortByName(provinces));
    }
    const matching = this.all.filter((agency) => agency.kind === kind && this.#isInChosenPlace(agency));
    const complete = kind !== "commune" || this.province.value !== "";
    this.#showResults(complete ? sortByName(matching) : [], complete && kind !== "");
  }

  /** @param {Agency} agency */
  #isInChosenPlace({ kind, region, province }) {
    if (kind === "province") return region === this.region.value;
    if (kind === "commune") return province === this.province.value;
    return true;
  }

  /** @param {Agency[]} list @param {boolean} searched */
  #showResults(list, searched) {
    const chosen = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[name=agency_id]:checked"));
    this.#show(list, this.agency(chosen?.value));
    if (!searched) this.status.textContent = "";
    else if (list.length) this.status.textContent = n("{count} administration found", "{count} administrations found", list.length);
    else this.status.textContent = t("Nothing found. Try another word, or choose “I do not know which”.");
  }

  /** The list as radios; the choice made stays on top. @param {Agency[]} list @param {Agency} [chosen] */
  #show(list, chosen) {
    const rest = list.filter(({ id }) => id !== chosen?.id);
    const shown = chosen ? [chosen, ...rest] : rest;
    this.resultList.replaceChildren(...shown.map((agency) => this.#createRadio(agency, agency === chosen)));
  }

  /** @param {Agency} agency @param {boolean} checked */
  #createRadio(agency, checked) {
    const item = createElement("div", "govuk-radios__item");
    const input = Object.assign(document.createElement("input"), {
      type: "radio", name: "agency_id", value: agency.id, id: `agency-${agency.id}`, className: "govuk-radios__input", checked,
    });
    const label = markNameLanguage(createElement("label", "govuk-label govuk-radios__label", getName(agency.names)));
    /** @type {HTMLLabelElement} */ (label).htmlFor = input.id;
    item.append(input, label);
    const more = [...agency.acronyms, this.provinceNames.get(agency.kind === "commune" ? (agency.province ?? "") : "")].filter(Boolean).join(", ");
    if (more) {
      const hint = markNameLanguage(createElement("div", "govuk-hint govuk-radios__hint", more));
      hint.id = `${input.id}-hint`;
      input.setAttribute("aria-describedby", hint.id);
      item.append(hint);
    }
    return item;
  }
}

/** @param {HTMLElement} control @param {boolean} shown */
function toggleGroup(control, shown) {
  /** @type {HTMLElement} */ (control.closest(".govuk-form-group")).hidden = !shown;
}

/** @param {string} tag @param {string} classes @param {string} [text] */
function createElement(tag, classes, text = "") {
  return Object.assign(document.createElement(tag), { className: classes, textContent: text });
}

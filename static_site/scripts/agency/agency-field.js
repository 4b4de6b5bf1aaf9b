// Which administration a complaint is transferred to: searched by name, chosen among the results.
import { createAgencySearch } from "../agency-search.js";
import { fetchAgencies, markNameLanguage, getName } from "../directory.js";
import { createElement, findElement } from "../elements.js";
import { readFormDraft } from "../complaint/form-drafts.js";
import { n, t } from "../texts.js";

/** @typedef {import("../agency-search.js").Agency} Agency */

const MAX_SHOWN = 8;

export class AgencyField {
  /** @type {Agency[]} */
  all = [];

  /** @param {HTMLFormElement} form @param {{ getHolderId: () => string, getNumber: () => string }} file which agency has it now, and its number */
  constructor(form, { getHolderId, getNumber }) {
    this.form = form;
    this.getHolderId = getHolderId;
    this.getNumber = getNumber;
    this.field = /** @type {HTMLInputElement} */ (findElement(form, "[name=agency-search]"));
    this.resultList = findElement(form, "[data-agency-found]");
    this.status = findElement(form, "[data-agency-status]");
    this.field.addEventListener("input", () => this.#search());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it searches already, it must not send the form
    });
    form.addEventListener("reset", () => this.#show([]));
  }

  /** The field to show an error at: the search while there are no results to choose from. */
  get fieldForErrors() {
    return this.#chosen() || this.resultList.childElementCount ? "agency_id" : "agency-search";
  }

  /** Fetch the list when the form is first opened, and restore the choice saved in this tab. */
  async load() {
    if (this.search) return;
    try {
      this.all = await fetchAgencies();
      this.search = createAgencySearch(this.all.filter(({ id }) => id !== this.getHolderId()));
      this.#restore();
      if (this.field.value) this.#search();
    } catch {
      this.status.textContent = t("The list of administrations could not be loaded. Please try again when you are connected.");
    }
  }

  #restore() {
    const savedId = readFormDraft(this.getNumber(), "transfer")?.values.agency_id;
    const agency = this.all.find(({ id }) => id === savedId);
    if (agency) this.#show([agency], agency.id);
  }

  #search() {
    const text = this.field.value.trim();
    const chosen = this.all.find(({ id }) => id === this.#chosen());
    if (!this.search) return void this.load();
    const resultList = text.length < 2 ? [] : this.search.search(text, { limit: MAX_SHOWN });
    this.#show(chosen ? [chosen, ...resultList.filter(({ id }) => id !== chosen.id)] : resultList, chosen?.id);
    if (text.length < 2) this.status.textContent = "";
    else if (resultList.length) this.status.textContent = n("{count} administration found", "{count} administrations found", resultList.length);
    else this.status.textContent = t("Nothing found. Try another word.");
  }

  #chosen() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=agency_id]:checked"));
    return chosen?.value ?? "";
  }

  /** @param {Agency[]} list @param {string} [chosen] */
  #show(list, chosen) {
    this.resultList.replaceChildren(...list.map((agency) => createRadio(agency, agency.id === chosen)));
  }
}

/** @param {Agency} agency @param {boolean} checked */
function createRadio(agency, checked) {
  const item = createElement("div", "govuk-radios__item");
  const input = Object.assign(document.createElement("input"), {
    type: "radio", name: "agency_id", value: agency.id, id: `to-${agency.id}`, className: "govuk-radios__input", checked,
  });
  const label = /** @type {HTMLLabelElement} */ (createElement("label", "govuk-label govuk-radios__label", getName(agency.names)));
  markNameLanguage(label).htmlFor = input.id;
  item.append(input, label);
  return item;
}

// Which administration a file is passed to: searched by name, chosen among the findings.
import { createAgencySearch } from "../agency-search.js";
import { agencies, inTheirLanguage, nameOf } from "../directory.js";
import { element, find } from "../elements.js";
import { readDraft } from "../case/drafts.js";
import { n, t } from "../texts.js";

/** @typedef {import("../agency-search.js").Agency} Agency */

const SHOWN = 8;

export class AgencyField {
  /** @type {Agency[]} */
  all = [];

  /** @param {HTMLFormElement} form @param {{ held: () => string, number: () => string }} file which agency has it now, and its number */
  constructor(form, { held, number }) {
    this.form = form;
    this.held = held;
    this.number = number;
    this.field = /** @type {HTMLInputElement} */ (find(form, "[name=agency-search]"));
    this.found = find(form, "[data-agency-found]");
    this.status = find(form, "[data-agency-status]");
    this.field.addEventListener("input", () => this.#search());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it searches already, it must not send the form
    });
    form.addEventListener("reset", () => this.#show([]));
  }

  /** Where an error about the choice belongs while nothing has been found yet. */
  get fieldForErrors() {
    return this.#chosen() || this.found.childElementCount ? "agency_id" : "agency-search";
  }

  /** Fetch the list, once somebody wants to pass the file on, and bring back the choice kept in this tab. */
  async load() {
    if (this.search) return;
    try {
      this.all = await agencies();
      this.search = createAgencySearch(this.all.filter(({ id }) => id !== this.held()));
      this.#restore();
      if (this.field.value) this.#search();
    } catch {
      this.status.textContent = t("The list of administrations could not be loaded. Please try again when you are connected.");
    }
  }

  #restore() {
    const kept = readDraft(this.number(), "transfer")?.answers.agency_id;
    const agency = this.all.find(({ id }) => id === kept);
    if (agency) this.#show([agency], agency.id);
  }

  #search() {
    const text = this.field.value.trim();
    const chosen = this.all.find(({ id }) => id === this.#chosen());
    if (!this.search) return void this.load();
    const found = text.length < 2 ? [] : this.search.search(text, { limit: SHOWN });
    this.#show(chosen ? [chosen, ...found.filter(({ id }) => id !== chosen.id)] : found, chosen?.id);
    if (text.length < 2) this.status.textContent = "";
    else if (found.length) this.status.textContent = n("{count} administration found", "{count} administrations found", found.length);
    else this.status.textContent = t("Nothing found. Try another word.");
  }

  #chosen() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=agency_id]:checked"));
    return chosen?.value ?? "";
  }

  /** @param {Agency[]} list @param {string} [chosen] */
  #show(list, chosen) {
    this.found.replaceChildren(...list.map((agency) => radio(agency, agency.id === chosen)));
  }
}

/** @param {Agency} agency @param {boolean} checked */
function radio(agency, checked) {
  const item = element("div", "govuk-radios__item");
  const input = Object.assign(document.createElement("input"), {
    type: "radio", name: "agency_id", value: agency.id, id: `to-${agency.id}`, className: "govuk-radios__input", checked,
  });
  const label = /** @type {HTMLLabelElement} */ (element("label", "govuk-label govuk-radios__label", nameOf(agency.names)));
  inTheirLanguage(label).htmlFor = input.id;
  item.append(input, label);
  return item;
}

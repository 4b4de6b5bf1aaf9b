// The steps of a file's history as elements. What people typed goes in as text only.
import { timeElement } from "../dates.js";
import { inTheirLanguage } from "../directory.js";
import { element, typed } from "../elements.js";
import { t } from "../texts.js";
import { fileList } from "./file-list.js";

/** @typedef {import("./history.js").Step} Step */
/** @typedef {import("./history.js").Part} Part */

/** @param {Step} step @param {import("./words.js").Reader} reader */
export function stepItem({ seq, at, side, title, who, parts, files, isLatestAnswer }, reader) {
  const item = element("li", `portal-history__step portal-history__step--${side}`);
  item.dataset.seq = String(seq);
  item.append(element("h3", "portal-history__title", title), byline(at, who, side));
  const said = [...parts.flatMap(partElements), ...fileList(files, (side === "citizen") === (reader === "citizen"))];
  if (isLatestAnswer) said.push(linkToAnswer());
  if (said.length) {
    const body = element("div", "portal-history__said");
    body.append(...said);
    item.append(body);
  }
  return item;
}

/** @param {Part} part @returns {HTMLElement[]} */
export function partElements({ label, text, typed: isTyped, named }) {
  if (isTyped) return label ? [element("p", "portal-history__label", label), typed(text)] : [typed(text)];
  const line = element("p", "govuk-body");
  if (label) line.append(element("span", "portal-history__label portal-history__label--inline", t("{label}:", { label })), " ");
  const value = element("bdi", "", text);
  line.append(named ? inTheirLanguage(value) : value);
  return [line];
}

/** @param {string} at @param {string} who @param {Step["side"]} side the portal's own name is in the page's language */
function byline(at, who, side) {
  const line = element("p", "portal-history__byline");
  line.append(timeElement(at));
  const name = element("bdi", "", who);
  if (who) line.append(" · ", side === "agency" ? inTheirLanguage(name) : name);
  return line;
}

function linkToAnswer() {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "govuk-link", t("Read the answer")));
  link.href = "#answer";
  link.addEventListener("click", (event) => {
    // The address is left alone: its fragment holds the number.
    event.preventDefault();
    const answer = document.getElementById("answer");
    answer?.scrollIntoView({ block: "start" });
    answer?.focus({ preventScroll: true });
  });
  const line = element("p", "govuk-body portal-no-print");
  line.append(link);
  return line;
}

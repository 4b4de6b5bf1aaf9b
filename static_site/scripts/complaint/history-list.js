// The steps of a complaint's history as elements. What people typed is inserted as text only.
import { createTimeElement } from "../dates.js";
import { markNameLanguage } from "../directory.js";
import { createElement, createTypedText } from "../elements.js";
import { t } from "../texts.js";
import { createFileList } from "./file-list.js";

/** @typedef {import("./history.js").Step} Step */
/** @typedef {import("./history.js").StepPart} StepPart */

/** @param {Step} step @param {import("#words").ReaderWords["reader"]} reader */
export function createStepItem({ seq, at, side, title, who, parts, files, isLatestAnswer }, reader) {
  const item = createElement("li", `portal-history__step portal-history__step--${side}`);
  item.dataset.seq = String(seq);
  item.append(createElement("h3", "portal-history__title", title), createByline(at, who, side));
  const content = [...parts.flatMap(createPartElements), ...createFileList(files, (side === "citizen") === (reader === "citizen"))];
  if (isLatestAnswer) content.push(createAnswerLink());
  if (content.length) {
    const body = createElement("div", "portal-history__said");
    body.append(...content);
    item.append(body);
  }
  return item;
}

/** @param {StepPart} part @returns {HTMLElement[]} */
export function createPartElements({ label, text, typed: isTyped, named }) {
  if (isTyped) return label ? [createElement("p", "portal-history__label", label), createTypedText(text)] : [createTypedText(text)];
  const line = createElement("p", "govuk-body");
  if (label) line.append(createElement("span", "portal-history__label portal-history__label--inline", t("{label}:", { label })), " ");
  const value = createElement("bdi", "", text);
  line.append(named ? markNameLanguage(value) : value);
  return [line];
}

/** @param {string} at @param {string} who @param {Step["side"]} side the portal's own name is in the page's language */
function createByline(at, who, side) {
  const line = createElement("p", "portal-history__byline");
  line.append(createTimeElement(at));
  const name = createElement("bdi", "", who);
  if (who) line.append(" · ", side === "agency" ? markNameLanguage(name) : name);
  return line;
}

function createAnswerLink() {
  const link = /** @type {HTMLAnchorElement} */ (createElement("a", "govuk-link", t("Read the answer")));
  link.href = "#answer";
  link.addEventListener("click", (event) => {
    // Keep the address: its fragment holds the number.
    event.preventDefault();
    const answer = document.getElementById("answer");
    answer?.scrollIntoView({ block: "start" });
    answer?.focus({ preventScroll: true });
  });
  const line = createElement("p", "govuk-body portal-no-print");
  line.append(link);
  return line;
}

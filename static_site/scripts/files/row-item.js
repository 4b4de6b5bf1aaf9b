// One file of the list while it is attached: its name, how far it is in words and as a bar, what can be done about it.
import { element, find } from "../elements.js";
import { t } from "../texts.js";
import { shownName } from "./name.js";
import { sizeInWords } from "./size.js";

/** @typedef {import("./queue.js").Row} Row */

/** @param {Row} row */
export function progressInWords({ state, percent, why, again }) {
  if (state === "waiting") return t("Waiting to be sent");
  if (state === "sending") return t("Being sent: {percent} %", { percent });
  if (state === "received") return t("Received");
  if (state === "refused") return t("Refused. {why}", { why });
  if (state === "lost") return why;
  return `${t("Not sent.")} ${why} ${again ? t("We try again by ourselves.") : ""}`.trim();
}

/** How large it is, and how large the photo was that a person chose. @param {Pick<Row, "size" | "chosen">} row */
export function sizesInWords({ size, chosen }) {
  if (size === chosen.size) return sizeInWords(size);
  return t("{size} instead of {before}", { size: sizeInWords(size), before: sizeInWords(chosen.size) });
}

/** @param {Row} row @param {{ remove: () => void, retry: () => void }} acts */
export function rowItem(row, { remove, retry }) {
  const item = element("li", "portal-uploads__file");
  item.dataset.row = row.id;
  const name = element("bdi", "portal-uploads__name");
  name.dir = "auto";
  const title = element("p", "portal-uploads__title", name);
  title.append(" ", element("span", "portal-uploads__size"));
  const bar = element("progress", "portal-uploads__bar");
  bar.setAttribute("max", "100");
  bar.setAttribute("aria-label", t("Sending {name}", { name: row.name }));
  const buttons = element("p", "portal-uploads__buttons");
  buttons.append(button("retry", retry), button("remove", remove));
  item.append(title, bar, element("p", "portal-uploads__state"), buttons);
  return item;
}

/** Bring the item up to its row. @param {HTMLElement} item @param {Row} row @param {{ canRetry: boolean, locked: boolean }} how */
export function updateItem(item, row, { canRetry, locked }) {
  const bar = /** @type {HTMLProgressElement} */ (find(item, "progress"));
  bar.hidden = row.state !== "sending";
  bar.value = row.percent;
  find(item, ".portal-uploads__name").textContent = shownName(row.name);
  find(item, ".portal-uploads__size").textContent = `(${sizesInWords(row)})`;
  find(item, ".portal-uploads__state").textContent = progressInWords(row);
  item.classList.toggle("portal-uploads__file--wrong", ["cut", "refused", "lost"].includes(row.state));
  item.classList.toggle("portal-uploads__file--received", row.state === "received");
  const isUnderWay = row.state === "sending" || row.state === "waiting";
  label(find(item, "[data-row-remove]"), isUnderWay ? t("Cancel") : t("Remove"), row.name);
  label(find(item, "[data-row-retry]"), t("Try again"), row.name);
  find(item, "[data-row-retry]").hidden = !canRetry;
  find(item, ".portal-uploads__buttons").hidden = locked;
}

/** @param {string} name @param {() => void} act */
function button(name, act) {
  const made = element("button", "portal-link-button");
  made.setAttribute("type", "button");
  made.setAttribute(`data-row-${name}`, "");
  made.addEventListener("click", act);
  return made;
}

/** The file's name is for who hears the button alone. @param {HTMLElement} target @param {string} text @param {string} name */
function label(target, text, name) {
  if (target.firstChild?.textContent === text) return;
  target.replaceChildren(text, element("span", "govuk-visually-hidden", ` ${name}`));
}

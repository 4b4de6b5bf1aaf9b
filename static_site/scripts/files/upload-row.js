// The row of one file in the upload list: name, size, progress in words and as a bar, buttons.
import { createElement, findElement } from "../elements.js";
import { t } from "../texts.js";
import { formatFileName } from "./file-name.js";
import { formatSize } from "./file-size.js";

/** @typedef {import("./upload-queue.js").QueueEntry} QueueEntry */

/** @param {QueueEntry} entry */
export function formatProgress({ state, percent, why, isRetriable }) {
  if (state === "waiting") return t("Waiting to be sent");
  if (state === "sending") return t("Being sent: {percent} %", { percent });
  if (state === "received") return t("Received");
  if (state === "refused") return t("Refused. {why}", { why });
  if (state === "lost") return why;
  return `${t("Not sent.")} ${why} ${isRetriable ? t("We try again by ourselves.") : ""}`.trim();
}

/** How large it is, and how large the photo was that a person chose. @param {Pick<QueueEntry, "size" | "original">} entry */
export function formatSizes({ size, original }) {
  if (size === original.size) return formatSize(size);
  return t("{size} instead of {before}", { size: formatSize(size), before: formatSize(original.size) });
}

/** @param {QueueEntry} entry @param {{ remove: () => void, retry: () => void }} actions */
export function createUploadRow(entry, { remove, retry }) {
  const item = createElement("li", "portal-uploads__file");
  item.dataset.row = entry.id;
  const name = createElement("bdi", "portal-uploads__name");
  name.dir = "auto";
  const title = createElement("p", "portal-uploads__title", name);
  title.append(" ", createElement("span", "portal-uploads__size"));
  const bar = createElement("progress", "portal-uploads__bar");
  bar.setAttribute("max", "100");
  bar.setAttribute("aria-label", t("Sending {name}", { name: entry.name }));
  const buttons = createElement("p", "portal-uploads__buttons");
  buttons.append(createButton("retry", retry), createButton("remove", remove));
  item.append(title, bar, createElement("p", "portal-uploads__state"), buttons);
  return item;
}

/** Update the row from its entry. @param {HTMLElement} item @param {QueueEntry} entry @param {{ canRetry: boolean, locked: boolean }} state */
export function updateUploadRow(item, entry, { canRetry, locked }) {
  const bar = /** @type {HTMLProgressElement} */ (findElement(item, "progress"));
  bar.hidden = entry.state !== "sending";
  bar.value = entry.percent;
  findElement(item, ".portal-uploads__name").textContent = formatFileName(entry.name);
  findElement(item, ".portal-uploads__size").textContent = `(${formatSizes(entry)})`;
  findElement(item, ".portal-uploads__state").textContent = formatProgress(entry);
  item.classList.toggle("portal-uploads__file--wrong", ["cut", "refused", "lost"].includes(entry.state));
  item.classList.toggle("portal-uploads__file--received", entry.state === "received");
  const isPending = entry.state === "sending" || entry.state === "waiting";
  setLabel(findElement(item, "[data-row-remove]"), isPending ? t("Cancel") : t("Remove"), entry.name);
  setLabel(findElement(item, "[data-row-retry]"), t("Try again"), entry.name);
  findElement(item, "[data-row-retry]").hidden = !canRetry;
  findElement(item, ".portal-uploads__buttons").hidden = locked;
}

/** @param {string} name @param {() => void} action */
function createButton(name, action) {
  const made = createElement("button", "portal-link-button");
  made.setAttribute("type", "button");
  made.setAttribute(`data-row-${name}`, "");
  made.addEventListener("click", action);
  return made;
}

/** The file's name is added for screen readers, which announce the button alone. @param {HTMLElement} target @param {string} text @param {string} name */
function setLabel(target, text, name) {
  if (target.firstChild?.textContent === text) return;
  target.replaceChildren(text, createElement("span", "govuk-visually-hidden", ` ${name}`));
}

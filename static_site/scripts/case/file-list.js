// The files of a complaint as its readers see them: name, size, whether they can be had, and the button that fetches one.
import { element } from "../elements.js";
import { shownName } from "../files/name.js";
import { sizeInWords } from "../files/size.js";
import { t } from "../texts.js";

/** @typedef {import("./view.js").File} File */

/** @type {Record<string, string>} */
const STATES = {
  pending: t("Being processed: available in a moment"),
  clean: t("Available"),
  held: t("Held until it can be checked"),
  rejected: t("Refused: it could do harm"),
};

/**
 * @param {File[]} files @param {boolean} isSender whether who reads has sent them
 * @returns {HTMLElement[]} one list, or nothing; its buttons say by `data-file` which file they fetch
 */
export function fileList(files, isSender) {
  if (!files.length) return [];
  const list = element("ul", "portal-files");
  list.setAttribute("aria-label", t("Files"));
  list.append(...files.map((file) => fileItem(file, isSender)));
  return [list];
}

/** @param {File} file @param {boolean} isSender */
function fileItem({ file_id: id, name, size_bytes: size, state, reason }, isSender) {
  const item = element("li", `portal-files__file portal-files__file--${state}`);
  const shown = element("bdi", "portal-files__name", shownName(name));
  shown.dir = "auto";
  item.append(shown, " ", element("span", "portal-files__size", `(${sizeInWords(size)})`));
  item.append(element("span", "portal-files__state", wordsOf("reason", reason) || (STATES[state] ?? STATES.pending)));
  const advice = wordsOf(isSender ? "to-sender" : "to-receiver", reason);
  if (advice) item.append(element("span", "portal-files__advice", advice));
  if (state === "clean") item.append(downloadButton(id, name));
  return item;
}

/**
 * What the page says of a file that is held or refused for this reason; few ever read it, so it is no part of the script.
 * @param {"reason" | "to-sender" | "to-receiver"} kind @param {string | null} [reason]
 */
function wordsOf(kind, reason) {
  return document.querySelector(`[data-file-${kind}~="${reason}"]`)?.textContent ?? "";
}

/** @param {string} id @param {string} name */
function downloadButton(id, name) {
  const button = element("button", "portal-link-button portal-no-print", t("Download"));
  button.setAttribute("type", "button");
  button.dataset.file = id;
  button.append(element("span", "govuk-visually-hidden", ` ${name}`));
  return button;
}

/**
 * The address is good for a minute, so it is asked for at the click, and the file is saved: the page stays.
 * @param {HTMLElement} scene @param {(id: string) => Promise<{ url: string } | null>} fetchAddress null: it was said why not
 */
export function offerDownloads(scene, fetchAddress) {
  scene.addEventListener("click", async (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-file]"));
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const address = await fetchAddress(button.dataset.file ?? "").finally(() => button.removeAttribute("aria-busy"));
    if (address) window.location.assign(address.url);
  });
}

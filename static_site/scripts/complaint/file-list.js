// The attached files of a complaint: name, size, scan result and download button.
import { createElement } from "../elements.js";
import { formatFileName } from "../files/file-name.js";
import { formatSize } from "../files/file-size.js";
import { t } from "../texts.js";

/** @typedef {import("./api-types.js").ComplaintFile} ComplaintFile */

/** @type {Record<string, string>} */
const STATE_TEXTS = {
  pending: t("Being processed: available in a moment"),
  clean: t("Available"),
  held: t("Held until it can be checked"),
  rejected: t("Refused: it could do harm"),
};

/**
 * @param {ComplaintFile[]} files @param {boolean} isSender whether the reader sent them
 * @returns {HTMLElement[]} one list, or nothing; its buttons say by `data-file` which file they fetch
 */
export function createFileList(files, isSender) {
  if (!files.length) return [];
  const list = createElement("ul", "portal-files");
  list.setAttribute("aria-label", t("Files"));
  list.append(...files.map((file) => createFileItem(file, isSender)));
  return [list];
}

/** @param {ComplaintFile} file @param {boolean} isSender */
function createFileItem({ file_id: id, name, size_bytes: size, state, reason }, isSender) {
  const item = createElement("li", `portal-files__file portal-files__file--${state}`);
  const shown = createElement("bdi", "portal-files__name", formatFileName(name));
  shown.dir = "auto";
  item.append(shown, " ", createElement("span", "portal-files__size", `(${formatSize(size)})`));
  item.append(createElement("span", "portal-files__state", readPageText("reason", reason) || (STATE_TEXTS[state] ?? STATE_TEXTS.pending)));
  const advice = readPageText(isSender ? "to-sender" : "to-receiver", reason);
  if (advice) item.append(createElement("span", "portal-files__advice", advice));
  if (state === "clean") item.append(createDownloadButton(id, name));
  return item;
}

/**
 * The page's text for a file that is held or rejected for this reason. It is in the HTML, not in the script: few need it.
 * @param {"reason" | "to-sender" | "to-receiver"} kind @param {string | null} [reason]
 */
function readPageText(kind, reason) {
  return document.querySelector(`[data-file-${kind}~="${reason}"]`)?.textContent ?? "";
}

/** @param {string} id @param {string} name */
function createDownloadButton(id, name) {
  const button = createElement("button", "portal-link-button portal-no-print", t("Download"));
  button.setAttribute("type", "button");
  button.dataset.file = id;
  button.append(createElement("span", "govuk-visually-hidden", ` ${name}`));
  return button;
}

/**
 * Fetch the download URL at the click, since it is valid for a minute only; the browser saves the file, the page stays.
 * @param {HTMLElement} screen @param {(id: string) => Promise<{ url: string } | null>} fetchAddress null: the failure is shown already
 */
export function handleDownloads(screen, fetchAddress) {
  screen.addEventListener("click", async (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-file]"));
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const address = await fetchAddress(button.dataset.file ?? "").finally(() => button.removeAttribute("aria-busy"));
    if (address) window.location.assign(address.url);
  });
}

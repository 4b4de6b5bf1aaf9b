// The elements of the voice note's panel. Used by voice-note-recorder.js.
import { createElement } from "../elements.js";
import { t } from "../texts.js";

const WRITTEN_LIMIT = 500;
/** For the words that are put before the text, in every language. */
const RESERVED_CHARACTERS = 40;

/** @param {string} text @param {() => void} act @returns {HTMLElement} */
export function createButton(text, act) {
  const made = createElement("button", "govuk-button govuk-button--secondary", text);
  made.setAttribute("type", "button");
  made.addEventListener("click", act);
  return made;
}

/** Minutes and seconds, such as 0:07. @param {number} seconds */
export function formatDuration(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * The player, and the field for a transcript; it has no name, so it is no value of the form.
 * @param {string} address of the sound @param {HTMLTextAreaElement} target the text that it is added to
 * @returns {{ written: HTMLTextAreaElement, parts: HTMLElement[] }}
 */
export function createPlaybackElements(address, target) {
  const sound = /** @type {HTMLAudioElement} */ (createElement("audio", "portal-voice__sound"));
  sound.controls = true;
  sound.src = address;
  sound.setAttribute("aria-label", t("Listen to your voice note"));
  const written = /** @type {HTMLTextAreaElement} */ (createElement("textarea", "govuk-textarea"));
  const id = `${target.id}-voice`;
  Object.assign(written, { id, rows: 3, dir: "auto" });
  written.dataset.limit = String(countRoom(target));
  written.setAttribute("aria-describedby", `${id}-hint`);
  const label = createElement("label", "govuk-label govuk-label--s", t("What you say in it, in writing (optional)"));
  label.setAttribute("for", id);
  const hint = createElement("p", "govuk-hint", t("A few words, for those who cannot listen. They are added to your text."));
  hint.id = `${id}-hint`;
  const group = createElement("div", "govuk-form-group");
  group.append(label, hint, written);
  return { written, parts: [sound, group] };
}

/** @param {HTMLTextAreaElement} target */
function countRoom({ value, dataset }) {
  const left = Number(dataset.limit) - Array.from(value).length - RESERVED_CHARACTERS;
  return Math.max(0, Math.min(WRITTEN_LIMIT, left));
}

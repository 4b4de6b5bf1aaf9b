// What stands in the panel of a voice note. Used by voice-note.js.
import { element } from "../elements.js";
import { t } from "../texts.js";

const WRITTEN_LIMIT = 500;
/** Of the words that stand before it, in every language. */
const ROOM = 40;

/** @param {string} text @param {() => void} act @returns {HTMLElement} */
export function button(text, act) {
  const made = element("button", "govuk-button govuk-button--secondary", text);
  made.setAttribute("type", "button");
  made.addEventListener("click", act);
  return made;
}

/** Minutes and seconds, such as 0:07. @param {number} seconds */
export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Listening again, and the text beside it; that has no name, so it is no answer of the form.
 * @param {string} address of the sound @param {HTMLTextAreaElement} target the text that it is added to
 * @returns {{ written: HTMLTextAreaElement, parts: HTMLElement[] }}
 */
export function recordedParts(address, target) {
  const sound = /** @type {HTMLAudioElement} */ (element("audio", "portal-voice__sound"));
  sound.controls = true;
  sound.src = address;
  sound.setAttribute("aria-label", t("Listen to your voice note"));
  const written = /** @type {HTMLTextAreaElement} */ (element("textarea", "govuk-textarea"));
  const id = `${target.id}-voice`;
  Object.assign(written, { id, rows: 3, dir: "auto" });
  written.dataset.limit = String(roomIn(target));
  written.setAttribute("aria-describedby", `${id}-hint`);
  const label = element("label", "govuk-label govuk-label--s", t("What you say in it, in writing (optional)"));
  label.setAttribute("for", id);
  const hint = element("p", "govuk-hint", t("A few words, for those who cannot listen. They are added to your text."));
  hint.id = `${id}-hint`;
  const group = element("div", "govuk-form-group");
  group.append(label, hint, written);
  return { written, parts: [sound, group] };
}

/** @param {HTMLTextAreaElement} target */
function roomIn({ value, dataset }) {
  const left = Number(dataset.limit) - Array.from(value).length - ROOM;
  return Math.max(0, Math.min(WRITTEN_LIMIT, left));
}

// Recording a voice note, below the field for files: allow the microphone, speak, listen, attach or delete; and what is
// said in it in writing, for those who can't listen. Attached, it is a file like any other.
import { CharacterCount } from "../character-count.js";
import { element, find } from "../elements.js";
import { n, t } from "../texts.js";
import { LIMIT_SECONDS, Recording, openMicrophone, release } from "./recording.js";
import { button, clock, recordedParts } from "./voice-parts.js";

const TICK_MILLISECONDS = 250;
/** A file's name, on machines of every kind: plain letters, French in every language. */
const STEM = "note-vocale";

/** @typedef {import("./recording.js").End} End */
/** @typedef {import("./recording.js").Failure} Failure */

export class VoiceNote {
  /** @type {Recording | null} */
  #recording = null;
  /** How often it was opened or closed: a microphone that is allowed too late is for nobody. */
  #turn = 0;
  #address = "";
  #timer = 0;

  /** @param {HTMLElement} field with [data-uploads] @param {(file: File) => string} attach why it can't be, or nothing */
  constructor(field, attach) {
    this.attach = attach;
    this.opener = find(field, "[data-voice]");
    this.panel = find(field, "[data-voice-panel]");
    this.state = element("p", "govuk-body portal-voice__state");
    this.state.setAttribute("role", "status");
    this.state.tabIndex = -1;
    this.body = element("div", "portal-voice__body");
    this.panel.append(this.state, this.body);
    document.addEventListener("visibilitychange", () => document.hidden && this.#recording?.stop("left"));
  }

  /** Why the message can't go yet; empty while there is nothing to attach. */
  get unfinished() {
    return this.#recording ? t("Your voice note is not attached yet: attach it or delete it.") : "";
  }

  async open() {
    if (!this.panel.hidden) return;
    const turn = ++this.#turn;
    this.panel.hidden = false;
    this.opener.hidden = true;
    this.#show(t("Allow the microphone in the window that your browser shows."), [button(t("Cancel"), () => this.#leave())], this.state);
    const stream = await openMicrophone();
    if (turn === this.#turn) this.#begin(stream);
    else if (typeof stream !== "string") release(stream);
  }

  /** Whatever was recorded is gone, and nothing records any more. */
  close() {
    this.#turn += 1;
    const recording = this.#recording;
    this.#recording = null;
    recording?.stop("stopped");
    this.#settle();
    this.panel.hidden = true;
    this.opener.hidden = false;
  }

  /** @param {MediaStream | Failure} stream */
  #begin(stream) {
    if (typeof stream === "string") return this.#fail(FAILURES[stream]);
    try {
      const recording = new Recording(stream, (end) => recording === this.#recording && this.#offer(recording, end));
      this.#recording = recording;
    } catch {
      release(stream);
      return this.#fail(FAILURES.silent);
    }
    window.addEventListener("beforeunload", askBeforeLeaving);
    this.#watch(this.#recording);
  }

  /** @param {Recording} recording */
  #watch(recording) {
    const shown = element("span", "portal-voice__clock");
    shown.setAttribute("role", "timer");
    const tick = () => {
      shown.textContent = t("{time} of {limit}", { time: clock(recording.seconds), limit: clock(LIMIT_SECONDS) });
      if (recording.seconds >= LIMIT_SECONDS) recording.stop("limit");
      // Another step of the form, another scene of the page: nobody is recorded unseen.
      if (!(this.panel.checkVisibility?.() ?? true)) recording.stop("left");
    };
    const stop = button(t("Stop"), () => recording.stop("stopped"));
    stop.classList.add("govuk-button--warning");
    tick();
    this.#timer = window.setInterval(tick, TICK_MILLISECONDS);
    this.#show(t("Recording: speak now."), [shown, stop], stop);
  }

  /** @param {Recording} recording @param {End} end */
  #offer(recording, end) {
    const { seconds } = recording;
    this.#settle();
    if (recording.isEmpty || seconds < 1) return this.#fail(t("Nothing was recorded."));
    window.addEventListener("beforeunload", askBeforeLeaving);
    const file = recording.file(STEM);
    this.#address = URL.createObjectURL(file);
    const { written, parts } = recordedParts(this.#address, this.#target());
    const attach = button(t("Attach the voice note"), () => this.#finish(file, written));
    attach.classList.remove("govuk-button--secondary");
    const buttons = element("div", "govuk-button-group");
    buttons.append(attach, button(t("Delete"), () => this.#leave()));
    this.#show(`${ENDS[end]} ${t("Length: {time}", { time: clock(seconds) })}`.trim(), [...parts, buttons], this.state);
    new CharacterCount(written);
  }

  /** The text that the note goes with: the form's first. */
  #target() {
    return /** @type {HTMLTextAreaElement} */ (find(/** @type {HTMLElement} */ (this.panel.closest("form")), "textarea"));
  }

  /** @param {File} file @param {HTMLTextAreaElement} written */
  #finish(file, written) {
    const excess = Array.from(written.value.trim()).length - Number(written.dataset.limit);
    const why = excess > 0 ? n("Shorten this text by {count} character", "Shorten this text by {count} characters", excess) : this.attach(file);
    if (why) {
      this.state.textContent = why;
      (excess > 0 ? written : this.state).focus();
      return;
    }
    if (written.value.trim()) append(this.#target(), written.value.trim());
    this.#leave();
  }

  /** @param {string} why */
  #fail(why) {
    this.#recording = null;
    const advice = element("p", "govuk-body", t("You can also write, or choose a recording made with another application."));
    this.#show(why, [advice, button(t("Close"), () => this.#leave())], this.state);
  }

  #leave() {
    this.close();
    this.opener.focus();
  }

  #settle() {
    clearInterval(this.#timer);
    window.removeEventListener("beforeunload", askBeforeLeaving);
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
  }

  /** The focus follows only who is here: somebody may be writing meanwhile. @param {string} state @param {HTMLElement[]} parts @param {HTMLElement} next */
  #show(state, parts, next) {
    const { activeElement: focused } = document;
    const isHere = focused === document.body || focused === this.opener || this.panel.contains(focused);
    this.state.textContent = state;
    this.body.replaceChildren(...parts);
    if (isHere) next.focus();
  }
}

/** Why it ended, where nobody stopped it. @type {Record<End, string>} */
const ENDS = {
  stopped: "",
  limit: t("The longest length is reached: what you said until then is kept."),
  left: t("The recording stopped when you left this place: what you said until then is kept."),
  device: t("The microphone stopped: what you said until then is kept."),
};

/** @type {Record<Failure, string>} */
const FAILURES = {
  refused: t("The microphone is not allowed. Allow it for this site in the settings of your browser, then try again."),
  missing: t("No microphone was found on this device."),
  silent: t("The microphone does not answer; perhaps another application is using it. Close that, then try again."),
};

/** In the form's text it reaches who prints, searches or can't listen; drafts and counts hear of it. @param {HTMLTextAreaElement} target @param {string} text */
function append(target, text) {
  target.value = [target.value.trimEnd(), t("In the voice note: {text}", { text })].filter(Boolean).join("\n\n");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {BeforeUnloadEvent} event */
function askBeforeLeaving(event) {
  event.preventDefault();
}

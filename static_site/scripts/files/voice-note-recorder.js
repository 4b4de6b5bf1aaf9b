// Recording a voice note, below the field for files: allow the microphone, record, listen, attach or delete; with an
// optional transcript for those who can't listen. Once attached, it is a file like any other.
import { CharacterCount } from "../character-count.js";
import { createElement, findElement } from "../elements.js";
import { n, t } from "../texts.js";
import { LIMIT_SECONDS, Recording, openMicrophone, releaseMicrophone } from "./recording.js";
import { createButton, formatDuration, createPlaybackElements } from "./voice-note-elements.js";

const TICK_MILLISECONDS = 250;
/** Plain ASCII, safe as a file name everywhere; French in every language. */
const FILE_NAME_STEM = "note-vocale";

/** @typedef {import("./recording.js").RecordingEnd} RecordingEnd */
/** @typedef {import("./recording.js").MicrophoneFailure} MicrophoneFailure */

export class VoiceNoteRecorder {
  /** @type {Recording | null} */
  #recording = null;
  /** Counts openings and closings: permission that comes after the panel was closed is not used. */
  #openCount = 0;
  #address = "";
  #timer = 0;

  /** @param {HTMLElement} field with [data-uploads] @param {(file: File) => string} attach why it can't be, or nothing */
  constructor(field, attach) {
    this.attach = attach;
    this.opener = findElement(field, "[data-voice]");
    this.panel = findElement(field, "[data-voice-panel]");
    this.state = createElement("p", "govuk-body portal-voice__state");
    this.state.setAttribute("role", "status");
    this.state.tabIndex = -1;
    this.body = createElement("div", "portal-voice__body");
    this.panel.append(this.state, this.body);
    document.addEventListener("visibilitychange", () => document.hidden && this.#recording?.stop("left"));
  }

  /** Why the message can't go yet; empty while there is nothing to attach. */
  get unfinishedMessage() {
    return this.#recording ? t("Your voice note is not attached yet: attach it or delete it.") : "";
  }

  async open() {
    if (!this.panel.hidden) return;
    const openCount = ++this.#openCount;
    this.panel.hidden = false;
    this.opener.hidden = true;
    this.#show(t("Allow the microphone in the window that your browser shows."), [createButton(t("Cancel"), () => this.#closeAndFocus())], this.state);
    const stream = await openMicrophone();
    if (openCount === this.#openCount) this.#startRecording(stream);
    else if (typeof stream !== "string") releaseMicrophone(stream);
  }

  /** Stop and discard the recording. */
  close() {
    this.#openCount += 1;
    const recording = this.#recording;
    this.#recording = null;
    recording?.stop("stopped");
    this.#stopTimer();
    this.panel.hidden = true;
    this.opener.hidden = false;
  }

  /** @param {MediaStream | MicrophoneFailure} stream */
  #startRecording(stream) {
    if (typeof stream === "string") return this.#showFailure(FAILURES[stream]);
    try {
      const recording = new Recording(stream, (end) => recording === this.#recording && this.#showPlayback(recording, end));
      this.#recording = recording;
    } catch {
      releaseMicrophone(stream);
      return this.#showFailure(FAILURES.silent);
    }
    window.addEventListener("beforeunload", askBeforeLeaving);
    this.#showClock(this.#recording);
  }

  /** @param {Recording} recording */
  #showClock(recording) {
    const shown = createElement("span", "portal-voice__clock");
    shown.setAttribute("role", "timer");
    const tick = () => {
      shown.textContent = t("{time} of {limit}", { time: formatDuration(recording.seconds), limit: formatDuration(LIMIT_SECONDS) });
      if (recording.seconds >= LIMIT_SECONDS) recording.stop("limit");
      // Stop when the panel is hidden by another step or screen: nobody is recorded without seeing it.
      if (!(this.panel.checkVisibility?.() ?? true)) recording.stop("left");
    };
    const stop = createButton(t("Stop"), () => recording.stop("stopped"));
    stop.classList.add("govuk-button--warning");
    tick();
    this.#timer = window.setInterval(tick, TICK_MILLISECONDS);
    this.#show(t("Recording: speak now."), [shown, stop], stop);
  }

  /** @param {Recording} recording @param {RecordingEnd} end */
  #showPlayback(recording, end) {
    const { seconds } = recording;
    this.#stopTimer();
    if (recording.isEmpty || seconds < 1) return this.#showFailure(t("Nothing was recorded."));
    window.addEventListener("beforeunload", askBeforeLeaving);
    const file = recording.file(FILE_NAME_STEM);
    this.#address = URL.createObjectURL(file);
    const { written, parts } = createPlaybackElements(this.#address, this.#target());
    const attach = createButton(t("Attach the voice note"), () => this.#attachFile(file, written));
    attach.classList.remove("govuk-button--secondary");
    const buttons = createElement("div", "govuk-button-group");
    buttons.append(attach, createButton(t("Delete"), () => this.#closeAndFocus()));
    const length = t("Length: {time}", { time: formatDuration(seconds) });
    this.#show(`${ENDS[end]} ${length}`.trim(), [...parts, buttons], this.state);
    new CharacterCount(written);
  }

  /** The form's first text field, which the transcript is added to. */
  #target() {
    return /** @type {HTMLTextAreaElement} */ (findElement(/** @type {HTMLElement} */ (this.panel.closest("form")), "textarea"));
  }

  /** @param {File} file @param {HTMLTextAreaElement} written */
  #attachFile(file, written) {
    const excess = Array.from(written.value.trim()).length - Number(written.dataset.limit);
    const why = excess > 0 ? n("Shorten this text by {count} character", "Shorten this text by {count} characters", excess) : this.attach(file);
    if (why) {
      this.state.textContent = why;
      (excess > 0 ? written : this.state).focus();
      return;
    }
    if (written.value.trim()) append(this.#target(), written.value.trim());
    this.#closeAndFocus();
  }

  /** @param {string} why */
  #showFailure(why) {
    this.#recording = null;
    const advice = createElement("p", "govuk-body", t("You can also write, or choose a recording made with another application."));
    this.#show(why, [advice, createButton(t("Close"), () => this.#closeAndFocus())], this.state);
  }

  #closeAndFocus() {
    this.close();
    this.opener.focus();
  }

  #stopTimer() {
    clearInterval(this.#timer);
    window.removeEventListener("beforeunload", askBeforeLeaving);
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
  }

  /** Move the focus only if it is in this panel: somebody may be typing elsewhere. @param {string} state @param {HTMLElement[]} parts @param {HTMLElement} next */
  #show(state, parts, next) {
    const { activeElement: focused } = document;
    const isHere = focused === document.body || focused === this.opener || this.panel.contains(focused);
    this.state.textContent = state;
    this.body.replaceChildren(...parts);
    if (isHere) next.focus();
  }
}

/** Why it ended, where nobody stopped it. @type {Record<RecordingEnd, string>} */
const ENDS = {
  stopped: "",
  limit: t("The longest length is reached: what you said until then is kept."),
  left: t("The recording stopped when you left this place: what you said until then is kept."),
  device: t("The microphone stopped: what you said until then is kept."),
};

/** @type {Record<MicrophoneFailure, string>} */
const FAILURES = {
  refused: t("The microphone is not allowed. Allow it for this site in the settings of your browser, then try again."),
  missing: t("No microphone was found on this device."),
  silent: t("The microphone does not answer; perhaps another application is using it. Close that, then try again."),
};

/** Add the transcript to the form's text, for printing, searching and those who can't listen; fire `input` for drafts and counts. @param {HTMLTextAreaElement} target @param {string} text */
function append(target, text) {
  target.value = [target.value.trimEnd(), t("In the voice note: {text}", { text })].filter(Boolean).join("\n\n");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {BeforeUnloadEvent} event */
function askBeforeLeaving(event) {
  event.preventDefault();
}

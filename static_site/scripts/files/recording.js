// Records a voice note with MediaRecorder: the microphone, the data so far, why it ended. Knows nothing of the page.
import { LIMIT_BYTES } from "./file-rules.js";
import { RECORDING_FORMATS, findRecordingFormat } from "./recording-formats.js";

export const LIMIT_SECONDS = 10 * 60;
/** Speech is clear at this; ten minutes are two megabytes. */
const BITS_A_SECOND = 32_000;
/** Data arrives once a second, so a crash loses at most that. */
const SLICE_MILLISECONDS = 1000;
/** A browser may use another bit rate, and the last slice is still to come. */
const ROOM_BYTES = 256 * 1024;

/** @typedef {"stopped" | "limit" | "left" | "device"} RecordingEnd by hand, at the limit, panel or tab hidden, by the device */
/** @typedef {"refused" | "missing" | "silent"} MicrophoneFailure not allowed, not found, not readable */

/** The microphone, once the person has allowed it. @returns {Promise<MediaStream | MicrophoneFailure>} */
export async function openMicrophone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (failure) {
    const { name } = /** @type {DOMException} */ (failure);
    if (name === "NotAllowedError" || name === "SecurityError") return "refused";
    return name === "NotFoundError" ? "missing" : "silent";
  }
}

/** Stop the tracks: the browser's recording indicator goes off. @param {MediaStream} stream */
export function releaseMicrophone(stream) {
  for (const track of stream.getTracks()) track.stop();
}

export class Recording {
  /** @type {Blob[]} */
  #slices = [];
  #bytes = 0;
  /** @type {RecordingEnd | ""} */
  #end = "";
  #began = performance.now();

  /** @param {MediaStream} stream @param {(end: RecordingEnd) => void} ended */
  constructor(stream, ended) {
    this.stream = stream;
    this.format = findRecordingFormat() ?? RECORDING_FORMATS[0];
    this.recorder = new MediaRecorder(stream, { mimeType: this.format[0], audioBitsPerSecond: BITS_A_SECOND });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.#take(data));
    this.recorder.addEventListener("error", () => this.stop("device"));
    this.recorder.addEventListener("stop", () => {
      releaseMicrophone(stream);
      ended(this.#end || "device"); // a microphone that is pulled out stops by itself
    });
    this.recorder.start(SLICE_MILLISECONDS);
  }

  /** How long it lasts so far. */
  get seconds() {
    return Math.floor((performance.now() - this.#began) / 1000);
  }

  get isEmpty() {
    return this.#bytes === 0;
  }

  /** @param {RecordingEnd} end */
  stop(end) {
    this.#end ||= end;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  /** What was recorded, named after the moment by the device's clock. @param {string} stem @param {Date} [now] @returns {File} */
  file(stem, now = new Date()) {
    const [type, ending] = this.format;
    return new File(this.#slices, `${stem}-${formatTimestamp(now)}.${ending}`, { type: type.split(";")[0] });
  }

  /** @param {Blob} slice */
  #take(slice) {
    this.#slices.push(slice);
    this.#bytes += slice.size;
    if (this.#bytes > LIMIT_BYTES - ROOM_BYTES) this.stop("limit");
  }
}

/** Such as 2026-11-24-1412. @param {Date} now */
export function formatTimestamp(now) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`;
}

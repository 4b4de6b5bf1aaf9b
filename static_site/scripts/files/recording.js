// A voice note while it is spoken: the microphone, what it gave so far, and why it ended. Knows nothing of the page.
import { LIMIT_BYTES } from "./rules.js";
import { FORMATS, formatHere } from "./sound-formats.js";

export const LIMIT_SECONDS = 10 * 60;
/** Speech is clear at this; ten minutes are two megabytes. */
const BITS_A_SECOND = 32_000;
/** What was said stays, whatever happens next. */
const SLICE_MILLISECONDS = 1000;
/** A browser may record at a rate of its own, and the last slice is still to come. */
const ROOM_BYTES = 256 * 1024;

/** @typedef {"stopped" | "limit" | "left" | "device"} End by hand, at the limit, out of sight, by the device */
/** @typedef {"refused" | "missing" | "silent"} Failure not allowed, not there, there but of no use */

/** The microphone, once the person has allowed it. @returns {Promise<MediaStream | Failure>} */
export async function openMicrophone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (failure) {
    const { name } = /** @type {DOMException} */ (failure);
    if (name === "NotAllowedError" || name === "SecurityError") return "refused";
    return name === "NotFoundError" ? "missing" : "silent";
  }
}

/** The microphone's light goes out. @param {MediaStream} stream */
export function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}

export class Recording {
  /** @type {Blob[]} */
  #slices = [];
  #bytes = 0;
  /** @type {End | ""} */
  #end = "";
  #began = performance.now();

  /** @param {MediaStream} stream @param {(end: End) => void} ended */
  constructor(stream, ended) {
    this.stream = stream;
    this.format = formatHere() ?? FORMATS[0];
    this.recorder = new MediaRecorder(stream, { mimeType: this.format[0], audioBitsPerSecond: BITS_A_SECOND });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.#take(data));
    this.recorder.addEventListener("error", () => this.stop("device"));
    this.recorder.addEventListener("stop", () => {
      release(stream);
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

  /** @param {End} end */
  stop(end) {
    this.#end ||= end;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  /** What was recorded, named after the moment by the device's clock. @param {string} stem @param {Date} [now] @returns {File} */
  file(stem, now = new Date()) {
    const [type, ending] = this.format;
    return new File(this.#slices, `${stem}-${stamp(now)}.${ending}`, { type: type.split(";")[0] });
  }

  /** @param {Blob} slice */
  #take(slice) {
    this.#slices.push(slice);
    this.#bytes += slice.size;
    if (this.#bytes > LIMIT_BYTES - ROOM_BYTES) this.stop("limit");
  }
}

/** Such as 2026-11-24-1412. @param {Date} now */
export function stamp(now) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`;
}

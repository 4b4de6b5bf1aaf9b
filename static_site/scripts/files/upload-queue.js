// The upload queue of one message: two uploads at a time, each retried after a lost connection. Knows neither the page
// nor the network: both are passed in.
import { t } from "../texts.js";
import { LIMIT_BYTES, findFileError, describeTooLarge, normaliseType } from "./file-rules.js";

const CONCURRENT_UPLOADS = 2;
const RETRY_DELAYS_SECONDS = [3, 6, 12, 25, 50];
// Slots are good for ten minutes by the server's clock. Measured from their arrival: a phone's clock may be an hour off.
export const SLOT_VALID_FOR_MILLISECONDS = 9 * 60_000;
/** States that count towards the limit of files. */
const COUNTED_STATES = ["waiting", "sending", "received", "cut"];
export const KEPT_BY_PORTAL_MILLISECONDS = 24 * 3_600_000;

/** @typedef {"waiting" | "sending" | "received" | "cut" | "refused" | "lost"} UploadState */
/**
 * @typedef {object} QueueEntry one file; `lost`: the portal has it no longer, or this device
 * @property {string} id
 * @property {string} name
 * @property {number} size bytes, as it goes
 * @property {OriginalFile} original what a person chose: a photo goes smaller, and as a JPEG
 * @property {string} type
 * @property {File | null} file null after a reload, where it was not kept
 * @property {UploadState} state
 * @property {number} percent
 * @property {string} why cut, refused, lost: in words
 * @property {boolean} isRetriable cut: it is tried again by itself
 * @property {boolean} isOverLimit refused because there were enough already: it goes once there is room
 * @property {string} uploadId received
 * @property {number} keptUntil received: milliseconds, how long the portal keeps it for us
 */
/** @typedef {{ id: string, name: string, size_bytes: number, type: string, original?: OriginalFile, upload_id?: string, keptUntil?: number }} SavedUpload an entry as it is saved between two pages */
/** @typedef {{ name: string, size: number }} OriginalFile */
/** @typedef {import("./upload-file.js").Slot} Slot */
/** @typedef {{ later: string, seconds?: number | null } | { refused: string, isRetriable: boolean }} SlotRefusal */
/** @typedef {{ file_name: string, content_type: string, size_bytes: number, sha256: string }} Description */
/**
 * @typedef {object} UploadQueueOptions
 * @property {(description: Description) => Promise<Slot | SlotRefusal>} requestSlot
 * @property {typeof import("./upload-file.js").uploadFile} upload
 * @property {(file: File) => Promise<File>} shrink the file to upload: under its real type, a photo shrunk
 * @property {(file: Blob) => Promise<string>} hash
 * @property {(entry: QueueEntry | null, what: "progress" | "state" | "entries") => void} onChange
 * @property {(act: () => void, milliseconds: number) => any} [setTimer]
 */
/** @typedef {Partial<QueueEntry> & { seconds?: number | null }} EntryChanges the result of an attempt */

export class UploadQueue {
  /** @type {QueueEntry[]} */
  entries = [];
  /** @type {Map<string, AbortController>} */
  #running = new Map();
  /** @type {Map<string, { slot: Slot, sha256: string, goodUntil: number }>} */
  #slots = new Map();
  /** @type {Map<string, number>} */
  #failures = new Map();
  /** Files that are prepared already, so that a retry does not shrink a photo again. @type {WeakSet<File>} */
  #shrunk = new WeakSet();

  /** @param {UploadQueueOptions} options */
  constructor(options) {
    this.options = { setTimer: setTimeout.bind(globalThis), ...options };
  }

  /** @param {File[]} files @returns {QueueEntry[]} */
  add(files) {
    const fresh = files.filter((file) => !this.entries.some((entry) => isSame(entry, file) && COUNTED_STATES.includes(entry.state)));
    // A lost file that is chosen again replaces its old entry.
    this.entries = this.entries.filter((entry) => COUNTED_STATES.includes(entry.state) || !fresh.some((file) => isSame(entry, file)));
    const added = fresh.map((file) => this.#addEntry(file));
    this.options.onChange(null, "entries");
    this.#startWaiting();
    return added;
  }

  /** Restore the entries of an earlier page, with the files that the device has kept. @param {SavedUpload[]} saved @param {(File | null)[]} files */
  restore(saved, files) {
    this.entries.push(...saved.map((each, index) => restoreEntry(each, files[index] ?? null)));
    this.options.onChange(null, "entries");
    this.#startWaiting();
  }

  /** @returns {SavedUpload[]} */
  get saved() {
    return this.entries.filter(({ state }) => state !== "refused").map(({ id, name, size, type, original, state, uploadId, keptUntil }) => ({
      id, name, size_bytes: size, type, ...((original.name !== name || original.size !== size) && { original }), ...(state === "received" && { upload_id: uploadId, keptUntil }),
    }));
  }

  /** @param {string} id */
  remove(id) {
    this.#abort(id);
    this.entries = this.entries.filter((entry) => entry.id !== id);
    for (const entry of this.entries) {
      if (entry.isOverLimit && entry.file && !this.findError(entry.file)) Object.assign(entry, { isOverLimit: false, state: "waiting", why: "" });
    }
    this.options.onChange(null, "entries");
    this.#startWaiting();
  }

  clear() {
    for (const { id } of this.entries) this.#abort(id);
    this.entries = [];
    this.options.onChange(null, "entries");
  }

  /** Whether a person can try this one again. @param {QueueEntry} entry */
  canRetry({ state, file, isRetriable }) {
    return file !== null && (state === "cut" || state === "lost" || (state === "refused" && isRetriable));
  }

  /** @param {QueueEntry} entry */
  retry(entry) {
    this.#failures.delete(entry.id);
    this.#update(entry, { state: "waiting", why: "", isRetriable: false });
    this.#startWaiting();
  }

  /** Called when the connection is back, or by hand. */
  retryAll() {
    for (const entry of this.entries) if (this.canRetry(entry)) this.retry(entry);
  }

  /** The portal does not have this one. @param {string} uploadId @param {string} why */
  markLost(uploadId, why) {
    const entry = this.entries.find((each) => each.uploadId === uploadId);
    if (!entry) return;
    this.#slots.delete(entry.id);
    this.#update(entry, { state: "lost", uploadId: "", why });
  }

  /** Why this file can't be added now; empty if it can. @param {File} file */
  findError(file) {
    return findFileError(file, this.entries.filter(({ state }) => COUNTED_STATES.includes(state)).length);
  }

  /** @param {File} file @returns {QueueEntry} */
  #addEntry(file) {
    const why = this.findError(file);
    const entry = {
      ...createEntry(file.name, file.size, normaliseType(file)), file, why, state: /** @type {UploadState} */ (why ? "refused" : "waiting"),
      isOverLimit: why !== "" && !findFileError(file, 0),
    };
    this.entries.push(entry);
    return entry;
  }

  #startWaiting() {
    for (const entry of this.entries) {
      if (this.#running.size >= CONCURRENT_UPLOADS) return;
      if (entry.state === "waiting") this.#run(entry);
    }
  }

  /** @param {QueueEntry} entry */
  async #run(entry) {
    const controller = new AbortController();
    this.#running.set(entry.id, controller);
    this.#update(entry, { state: "sending", percent: 0, why: "" });
    // An unexpected failure must not leave an entry in "sending" for ever.
    const end = await this.#try(entry, controller.signal).catch(() => this.#interrupt(entry, t("Something unexpected happened.")));
    if (controller.signal.aborted) return;
    this.#running.delete(entry.id);
    const { seconds, ...changes } = end;
    this.#update(entry, changes);
    if (entry.state === "cut" && entry.isRetriable) this.#scheduleRetry(entry, seconds);
    this.#startWaiting();
  }

  /** @param {QueueEntry} entry @param {AbortSignal} signal @returns {Promise<EntryChanges>} */
  async #try(entry, signal) {
    const file = await this.#shrinkOnce(entry, /** @type {File} */ (entry.file));
    if (signal.aborted) return {};
    if (file.size > LIMIT_BYTES) return { state: "refused", why: describeTooLarge(file.size) };
    const sha256 = await this.options.hash(file).catch(() => "");
    if (!sha256) return { state: "lost", file: null, why: t("This device can no longer read it. Choose it again.") };
    const progress = (/** @type {number} */ percent) => this.#setProgress(entry, percent);
    const first = await this.#send(entry, sha256, { signal, progress });
    // The slot expired during the upload: try once more with a new one.
    return first ?? (await this.#send(entry, sha256, { signal, progress })) ?? refusedByStorage();
  }

  /** The file to upload, shrunk if it is a photo; the entry then describes that one. @param {QueueEntry} entry @param {File} file */
  async #shrinkOnce(entry, file) {
    if (this.#shrunk.has(file)) return file;
    const light = await this.options.shrink(file);
    this.#shrunk.add(light);
    if (light !== file) this.#update(entry, { file: light, name: light.name, size: light.size, type: light.type });
    return light;
  }

  /** @param {QueueEntry} entry @param {string} sha256 @param {Parameters<UploadQueueOptions["upload"]>[2]} options @returns {Promise<EntryChanges | null>} null: the slot has expired */
  async #send(entry, sha256, options) {
    const slot = await this.#getSlot(entry, sha256);
    if ("later" in slot) return this.#interrupt(entry, slot.later, slot.seconds);
    if ("refused" in slot) return { state: "refused", why: slot.refused, isRetriable: slot.isRetriable };
    if (options.signal.aborted) return {};
    const result = await this.options.upload(slot, /** @type {File} */ (entry.file), options);
    if (result === "cut") return this.#interrupt(entry, t("The line was cut."));
    this.#slots.delete(entry.id);
    if (result === "expired") return null;
    if (result === "refused") return refusedByStorage();
    return { state: "received", percent: 100, uploadId: slot.upload_id, keptUntil: Date.now() + KEPT_BY_PORTAL_MILLISECONDS };
  }

  /** The slot of an interrupted attempt, if it is still valid, or a new one. @param {QueueEntry} entry @param {string} sha256 */
  async #getSlot(entry, sha256) {
    const left = this.#slots.get(entry.id);
    if (left && left.sha256 === sha256 && performance.now() < left.goodUntil) return left.slot;
    const { name, type, size } = entry;
    const slot = await this.options.requestSlot({ file_name: name, content_type: type, size_bytes: size, sha256 });
    if ("url" in slot) this.#slots.set(entry.id, { slot, sha256, goodUntil: performance.now() + SLOT_VALID_FOR_MILLISECONDS });
    return slot;
  }

  /** @param {QueueEntry} entry @param {string} why @param {number | null} [seconds] @returns {EntryChanges} */
  #interrupt(entry, why, seconds) {
    return { state: "cut", why, seconds, isRetriable: (this.#failures.get(entry.id) ?? 0) < RETRY_DELAYS_SECONDS.length };
  }

  /** @param {QueueEntry} entry @param {number | null} [seconds] as the portal says */
  #scheduleRetry(entry, seconds) {
    const failures = this.#failures.get(entry.id) ?? 0;
    this.#failures.set(entry.id, failures + 1);
    this.options.setTimer(() => this.#retryByItself(entry), (seconds ?? RETRY_DELAYS_SECONDS[failures]) * 1000);
  }

  /** @param {QueueEntry} entry */
  #retryByItself(entry) {
    if (!this.entries.includes(entry) || entry.state !== "cut") return;
    this.#update(entry, { state: "waiting", why: "", isRetriable: false });
    this.#startWaiting();
  }

  /** @param {QueueEntry} entry @param {number} percent */
  #setProgress(entry, percent) {
    entry.percent = percent;
    this.options.onChange(entry, "progress");
  }

  /** @param {string} id */
  #abort(id) {
    this.#running.get(id)?.abort();
    for (const saved of [this.#running, this.#slots, this.#failures]) saved.delete(id);
  }

  /** @param {QueueEntry} entry @param {Partial<QueueEntry>} changes */
  #update(entry, changes) {
    Object.assign(entry, changes);
    this.options.onChange(entry, "state");
  }
}

/** @returns {EntryChanges} */
function refusedByStorage() {
  return { state: "refused", why: t("The portal did not accept it."), isRetriable: true };
}

/** @param {string} name @param {number} size @param {string} type @returns {QueueEntry} */
function createEntry(name, size, type) {
  return { id: crypto.randomUUID(), name, size, type, original: { name, size }, file: null, state: "waiting", percent: 0, why: "", isRetriable: false, isOverLimit: false, uploadId: "", keptUntil: 0 };
}

/** @param {SavedUpload} saved @param {File | null} file @returns {QueueEntry} */
function restoreEntry({ id, name, size_bytes: size, type, original = { name, size }, upload_id: uploadId = "", keptUntil = 0 }, file) {
  const entry = { ...createEntry(name, size, type), id, original, file, uploadId, keptUntil };
  if (uploadId && Date.now() < keptUntil) return { ...entry, state: "received", percent: 100 };
  if (file) return entry;
  const why = uploadId ? t("The portal keeps files for a day, and the day is over. Choose it again.") : t("It was not sent before the page closed. Choose it again.");
  return { ...entry, state: "lost", uploadId: "", why };
}

/** Scanners reuse one name, and two scans may have the same size: then the time of change tells them apart. @param {QueueEntry} entry @param {File} other */
function isSame({ original, file }, other) {
  return original.name === other.name && original.size === other.size && (file?.lastModified ?? other.lastModified) === other.lastModified;
}

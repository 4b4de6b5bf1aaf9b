// The list of files below an upload field: a row for each entry of the queue, and one polite live message about all of
// them. Fetched by upload-field.js, which is what the forms use.
import { findElement } from "../elements.js";
import { n } from "../texts.js";
import { correctFileType } from "./file-type.js";
import { shrinkPhoto } from "./shrink-photo.js";
import { UploadQueue } from "./upload-queue.js";
import { createUploadRow, updateUploadRow } from "./upload-row.js";
import { computeSha256, uploadFile } from "./upload-file.js";

const ANNOUNCE_AFTER_MILLISECONDS = 700;

/** @typedef {import("./upload-queue.js").QueueEntry} QueueEntry */
/** @typedef {import("./upload-queue.js").SavedUpload} SavedUpload */
/**
 * @typedef {object} FileStore where files wait on this device between two pages
 * @property {(id: string, file: File) => Promise<unknown>} put
 * @property {(id: string) => Promise<File | null>} take
 * @property {(id: string) => Promise<unknown>} drop
 */

export class UploadList {
  isLocked = false;
  /** @type {import("./voice-note-recorder.js").VoiceNoteRecorder | null} */
  voiceNote = null;

  /**
   * @param {HTMLElement} field
   * @param {{ requestSlot: import("./upload-queue.js").UploadQueueOptions["requestSlot"], onChange: () => void, fileStore?: FileStore }} options
   */
  constructor(field, { requestSlot, onChange, fileStore }) {
    this.field = field;
    this.list = findElement(field, "[data-uploads-list]");
    this.status = findElement(field, "[data-uploads-said]");
    this.fileStore = fileStore;
    this.queue = new UploadQueue({
      requestSlot, upload: uploadFile, hash: computeSha256,
      shrink: async (file) => shrinkPhoto(await correctFileType(file)),
      onChange: (entry, what) => {
        this.#render(entry, what);
        if (what === "progress") return;
        this.#announce();
        onChange();
      },
    });
    window.addEventListener("online", () => this.queue.retryAll());
  }

  get entries() {
    return this.queue.entries;
  }

  get saved() {
    return this.queue.saved;
  }

  /** @param {File[]} files */
  add(files) {
    for (const { id, file, state } of this.queue.add(files)) {
      if (file && state !== "refused") this.fileStore?.put(id, file).catch(() => null);
    }
  }

  /** Open the recorder, which is a script of its own. Rejects without a connection. */
  async record() {
    const { VoiceNoteRecorder } = await import(findElement(this.field, "[data-voice]").dataset.script ?? "");
    this.voiceNote ??= new VoiceNoteRecorder(this.field, (/** @type {File} */ file) => this.#attach(file));
    this.voiceNote?.open();
  }

  /** A refused voice note stays in the recorder: it can't be chosen again. @param {File} file @returns {string} why not */
  #attach(file) {
    const refused = this.queue.findError(file);
    if (!refused) this.add([file]);
    return refused;
  }

  /** @param {SavedUpload[]} saved @param {() => boolean} areStillWanted still, once their files are read */
  async restore(saved, areStillWanted) {
    const files = await Promise.all(saved.map(({ id, upload_id: received }) => (received ? null : (this.fileStore?.take(id) ?? null))));
    if (areStillWanted()) this.queue.restore(saved, files);
  }

  clear() {
    this.isLocked = false;
    this.voiceNote?.close();
    this.queue.clear();
    this.status.textContent = "";
    clearTimeout(this.timer);
  }

  /** What is not received is left out. */
  removeUnsent() {
    for (const { id, state } of [...this.entries]) if (state !== "received") this.queue.remove(id);
  }

  /** @param {boolean} isLocked */
  lock(isLocked) {
    this.isLocked = isLocked;
    for (const entry of this.entries) this.#render(entry, "state");
  }

  /** @param {QueueEntry | null} entry @param {"progress" | "state" | "entries"} what */
  #render(entry, what) {
    if (what === "entries") this.#renderAll();
    if (!entry) return;
    const item = this.#findItem(entry);
    if (item) updateUploadRow(item, entry, { canRetry: this.queue.canRetry(entry), locked: this.isLocked });
    if (entry.state === "received") this.fileStore?.drop(entry.id).catch(() => null);
  }

  /** Existing items are kept, so the focus stays where it is. */
  #renderAll() {
    const items = this.entries.map((entry) => this.#findItem(entry) ?? createUploadRow(entry, { remove: () => this.#remove(entry), retry: () => this.queue.retry(entry) }));
    for (const gone of [...this.list.children].filter((item) => !items.includes(/** @type {HTMLElement} */ (item)))) gone.remove();
    for (const item of items) if (!item.isConnected) this.list.append(item);
    for (const entry of this.entries) this.#render(entry, "state");
  }

  /** @param {QueueEntry} entry */
  #findItem({ id }) {
    return /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-row="${id}"]`));
  }

  /** The focus goes on to the next file, or back to the choice. @param {QueueEntry} entry */
  #remove(entry) {
    const item = this.#findItem(entry);
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    const target = next?.querySelector("[data-row-remove]") ?? this.field.querySelector("input[type=file]");
    this.queue.remove(entry.id);
    this.fileStore?.drop(entry.id).catch(() => null);
    /** @type {HTMLElement | null} */ (target)?.focus();
  }

  /** Announce several changes together. */
  #announce() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const message = summariseUploads(this.entries);
      if (this.status.textContent !== message) this.status.textContent = message;
    }, ANNOUNCE_AFTER_MILLISECONDS);
  }
}

/** One sentence each for what is being sent, what is received, what has failed. @param {Pick<QueueEntry, "state">[]} entries */
export function summariseUploads(entries) {
  const count = (/** @type {string[]} */ ...states) => entries.filter(({ state }) => states.includes(state)).length;
  const underWay = count("waiting", "sending");
  const received = count("received");
  const failed = count("cut", "refused", "lost");
  return [
    underWay ? n("{count} file is being sent.", "{count} files are being sent.", underWay) : "",
    received ? n("{count} file received.", "{count} files received.", received) : "",
    failed ? n("{count} file is not sent: see why in the list.", "{count} files are not sent: see why in the list.", failed) : "",
  ].filter(Boolean).join(" ");
}

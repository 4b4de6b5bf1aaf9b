// The field for files in a form: what the form must know of them. The list and the upload queue are a script of their
// own (uploads.js), fetched when somebody is about to use the field, which keeps the pages small.
import { NetworkError, Problem } from "../api.js";
import { findElement } from "../elements.js";
import { t } from "../texts.js";
import { findRecordingFormat } from "./recording-formats.js";

const LOAD_AGAIN_AFTER_SECONDS = 5;

/** @typedef {import("./upload-queue.js").SavedUpload} SavedUpload */
/** @typedef {import("./upload-queue.js").Slot} Slot */
/** @typedef {import("./upload-list.js").UploadList} UploadList */
/** @typedef {import("../error-summary.js").FieldError} FieldError */
/** @typedef {{ name: string, received: boolean, size: number, refused?: string }} AttachedFile refused: why */
/**
 * @typedef {object} UploadFieldOptions
 * @property {(description: import("./upload-queue.js").Description) => Promise<Slot>} requestSlot the API's POST …/uploads
 * @property {() => void} onChange files or their states have changed
 * @property {import("./upload-list.js").FileStore} [fileStore]
 */

export class UploadField {
  /** @type {UploadList | null} */
  #list = null;
  /** @type {Promise<UploadList> | null} */
  #loading = null;
  /** Until the list is loaded: uploads of an earlier page. Files chosen since are in #chosen. @type {SavedUpload[]} */
  #saved = [];
  /** @type {File[]} */
  #chosen = [];
  #isHandingOver = false;
  #isLocked = false;

  /** @param {HTMLElement} element with [data-uploads] @param {UploadFieldOptions} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    this.input = /** @type {HTMLInputElement} */ (findElement(element, "input[type=file]"));
    this.input.addEventListener("change", (event) => {
      event.stopPropagation(); // it must not save the form's draft
      this.#chosen.push(...(this.input.files ?? []));
      this.input.value = "";
      this.#handOver();
    });
    this.voice = /** @type {HTMLButtonElement} */ (findElement(element, "[data-voice]"));
    this.voice.hidden = !canRecord();
    this.voice.addEventListener("click", () => this.#record());
    for (const eventName of ["focusin", "pointerover"]) element.addEventListener(eventName, () => this.preload());
    window.addEventListener("online", () => this.#handOver());
  }

  /** Fetch the list's script: somebody may attach something soon. */
  preload() {
    this.#load().catch(() => null);
  }

  /** Why the message can't go yet: a voice note waits to be attached. @returns {FieldError[]} */
  get errors() {
    const message = this.#list?.voiceNote?.unfinishedMessage;
    return message ? [{ field: "upload_ids", message }] : [];
  }

  /** Restore the uploads of an earlier page. @param {SavedUpload[]} saved */
  restore(saved) {
    this.clear();
    if (!saved.length) return;
    this.#saved = saved;
    this.#handOver();
  }

  /** What to save for the next page. @returns {SavedUpload[]} */
  get saved() {
    return this.#list && !this.#saved.length ? this.#list.saved : this.#saved;
  }

  /** The ids that the message is sent with. */
  get uploadIds() {
    return this.saved.flatMap(({ upload_id: id }) => id ?? []);
  }

  /** @returns {AttachedFile[]} */
  get items() {
    const entries = this.#list && !this.#saved.length ? this.#list.entries.map(({ name, size, state, why }) => ({ name, size, received: state === "received", refused: state === "refused" ? why : "" })) : [];
    const saved = this.#saved.map(({ name, size_bytes: size, upload_id: id }) => ({ name, size, received: Boolean(id) }));
    return [...saved, ...entries, ...this.#chosen.map(({ name, size }) => ({ name, size, received: false }))];
  }

  get isEmpty() {
    return this.items.length === 0;
  }

  /** How many uploads are under way, how many have failed, and whether any of those can be retried. */
  get progress() {
    const entries = this.#list?.entries ?? [];
    const retriable = entries.some((entry) => this.#list?.queue.canRetry(entry));
    const waiting = entries.filter(({ state, isRetriable }) => state === "waiting" || state === "sending" || (state === "cut" && isRetriable)).length;
    const failed = entries.filter(({ state }) => state !== "received").length - waiting;
    return { waiting: waiting + this.#chosen.length + this.#saved.filter(({ upload_id: id }) => !id).length, failed, retriable };
  }

  retryAll() {
    this.#list?.queue.retryAll();
    this.#handOver();
  }

  /** Keep only what is uploaded. */
  removeUnsent() {
    this.#chosen = [];
    this.#saved = this.#saved.filter(({ upload_id: id }) => id);
    this.#list?.removeUnsent();
  }

  /** While the message is pending, its files can't be changed. @param {boolean} locked */
  lock(locked) {
    this.#isLocked = locked;
    this.input.disabled = this.voice.disabled = locked;
    this.#list?.lock(locked);
  }

  clear() {
    this.#saved = [];
    this.#chosen = [];
    this.#list?.clear();
    this.lock(false);
  }

  /**
   * The portal's refusals of files (`upload_ids.1`) marked at their entries, and named in the form's errors.
   * @param {(FieldError & { code?: string })[]} errors @param {string[]} ids as they were sent
   * @returns {FieldError[]}
   */
  markRefusals(errors, ids) {
    return errors.map((error) => {
      const [, position] = /^upload_ids\.(\d+)/.exec(error.field) ?? [];
      if (position === undefined) return error;
      const id = ids[Number(position)];
      const name = this.saved.find((each) => each.upload_id === id)?.name ?? "";
      this.#saved = this.#saved.filter((each) => each.upload_id !== id);
      this.#list?.queue.markLost(id, error.message);
      return { field: "upload_ids", message: t("{name} – {why}", { name, why: error.message }) };
    });
  }

  async #record() {
    try {
      await (await this.#load()).record();
    } catch {
      this.#showStatus(new NetworkError().message);
    }
  }

  /** @param {string} text */
  #showStatus(text) {
    findElement(this.element, "[data-uploads-said]").textContent = text;
  }

  /** Hand the waiting files over to the list. */
  async #handOver() {
    if (this.#isHandingOver || (!this.#chosen.length && !this.#saved.length)) return;
    this.#isHandingOver = true;
    this.options.onChange();
    try {
      const list = await this.#load();
      while (this.#saved.length) await this.#restore(list, this.#saved);
      list.add(this.#chosen.splice(0));
    } catch {
      this.#showStatus(t("The connection is cut. Your files wait and are sent as soon as it is back."));
      setTimeout(() => this.#handOver(), LOAD_AGAIN_AFTER_SECONDS * 1000);
    } finally {
      this.#isHandingOver = false;
    }
    this.options.onChange();
  }

  /** Keep them in #saved until the list has them: a draft saved meanwhile would lose them. @param {UploadList} list @param {SavedUpload[]} saved */
  async #restore(list, saved) {
    await list.restore(saved, () => this.#saved === saved);
    if (this.#saved === saved) this.#saved = [];
  }

  /** @returns {Promise<UploadList>} */
  #load() {
    this.#loading ??= this.#importList().catch((failure) => {
      this.#loading = null;
      throw failure;
    });
    return this.#loading;
  }

  async #importList() {
    const { UploadList: List } = await import(this.element.dataset.script ?? "");
    /** @type {UploadList} */
    const list = new List(this.element, { requestSlot: (/** @type {any} */ description) => this.#requestSlot(description), onChange: this.options.onChange, fileStore: this.options.fileStore });
    list.lock(this.#isLocked);
    this.#list = list;
    return list;
  }

  /** The other script has its own copy of the error classes, so failures are passed as plain values. @param {import("./upload-queue.js").Description} description */
  async #requestSlot(description) {
    try {
      const slot = await this.options.requestSlot(description);
      if (!slot?.url) throw new NetworkError(); // a success, but not the portal's
      return slot;
    } catch (failure) {
      if (failure instanceof NetworkError) return { later: failure.message };
      if (!(failure instanceof Problem)) throw failure;
      if (failure.isInconclusive || failure.type === "throttled") return { later: failure.message, seconds: failure.retryAfterSeconds };
      const why = failure.errors.map(({ message }) => message).join(" ") || failure.message;
      return { refused: why, isRetriable: failure.status !== 422 };
    }
  }
}

/** Whether this browser records sound that the portal takes. */
function canRecord() {
  return Boolean(navigator.mediaDevices && findRecordingFormat());
}

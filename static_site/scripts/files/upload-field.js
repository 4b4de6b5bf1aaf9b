// The field for files in a form. It holds what the form must know; the list and the sending come in a script of their
// own (uploads.js), fetched when somebody is about to use the field, so that no page grows by what few need.
import { NetworkLost, Problem } from "../api.js";
import { find } from "../elements.js";
import { t } from "../texts.js";
import { formatHere } from "./sound-formats.js";

const LOAD_AGAIN_AFTER_SECONDS = 5;

/** @typedef {import("./queue.js").Kept} Kept */
/** @typedef {import("./queue.js").Slot} Slot */
/** @typedef {import("./upload-list.js").UploadList} UploadList */
/** @typedef {import("../error-summary.js").FieldError} FieldError */
/** @typedef {{ name: string, received: boolean, size: number, refused?: string }} Item refused: why */
/**
 * @typedef {object} Ways
 * @property {(description: import("./queue.js").Description) => Promise<Slot>} slot the API's POST …/uploads
 * @property {() => void} changed files or their states are others
 * @property {import("./upload-list.js").Shelf} [shelf]
 */

export class UploadField {
  /** @type {UploadList | null} */
  #list = null;
  /** @type {Promise<UploadList> | null} */
  #loading = null;
  /** Until the list is there: what an earlier page had, and what was chosen since. @type {Kept[]} */
  #kept = [];
  /** @type {File[]} */
  #chosen = [];
  #taking = false;
  #locked = false;

  /** @param {HTMLElement} element with [data-uploads] @param {Ways} ways */
  constructor(element, ways) {
    this.element = element;
    this.ways = ways;
    this.input = /** @type {HTMLInputElement} */ (find(element, "input[type=file]"));
    this.input.addEventListener("change", (event) => {
      event.stopPropagation(); // it is no answer of the form
      this.#chosen.push(...(this.input.files ?? []));
      this.input.value = "";
      this.#take();
    });
    this.voice = /** @type {HTMLButtonElement} */ (find(element, "[data-voice]"));
    this.voice.hidden = !canRecord();
    this.voice.addEventListener("click", () => this.#record());
    for (const sign of ["focusin", "pointerover"]) element.addEventListener(sign, () => this.prepare());
    window.addEventListener("online", () => this.#take());
  }

  /** Somebody may attach something soon. */
  prepare() {
    this.#load().catch(() => null);
  }

  /** Why the message can't go yet: a voice note waits to be attached. @returns {FieldError[]} */
  get errors() {
    const message = this.#list?.note?.unfinished;
    return message ? [{ field: "upload_ids", message }] : [];
  }

  /** Begin with what an earlier page left. @param {Kept[]} kept */
  open(kept) {
    this.clear();
    if (!kept.length) return;
    this.#kept = kept;
    this.#take();
  }

  /** What the next page needs. @returns {Kept[]} */
  get kept() {
    return this.#list && !this.#kept.length ? this.#list.kept : this.#kept;
  }

  /** What the message carries. */
  get ids() {
    return this.kept.flatMap(({ upload_id: id }) => id ?? []);
  }

  /** @returns {Item[]} */
  get items() {
    const rows = this.#list && !this.#kept.length ? this.#list.rows.map(({ name, size, state, why }) => ({ name, size, received: state === "received", refused: state === "refused" ? why : "" })) : [];
    const kept = this.#kept.map(({ name, size_bytes: size, upload_id: id }) => ({ name, size, received: Boolean(id) }));
    return [...kept, ...rows, ...this.#chosen.map(({ name, size }) => ({ name, size, received: false }))];
  }

  get isEmpty() {
    return this.items.length === 0;
  }

  /** How many are on their way, how many will not arrive by themselves, and whether trying again is of any use. */
  get standing() {
    const rows = this.#list?.rows ?? [];
    const retriable = rows.some((row) => this.#list?.queue.canRetry(row));
    const waiting = rows.filter(({ state, again }) => state === "waiting" || state === "sending" || (state === "cut" && again)).length;
    const failed = rows.filter(({ state }) => state !== "received").length - waiting;
    return { waiting: waiting + this.#chosen.length + this.#kept.filter(({ upload_id: id }) => !id).length, failed, retriable };
  }

  retryAll() {
    this.#list?.queue.retryAll();
    this.#take();
  }

  /** Go on with what has arrived. */
  dropUnsent() {
    this.#chosen = [];
    this.#kept = this.#kept.filter(({ upload_id: id }) => id);
    this.#list?.dropUnsent();
  }

  /** While the message may be on its way, its files stay what they are. @param {boolean} locked */
  lock(locked) {
    this.#locked = locked;
    this.input.disabled = this.voice.disabled = locked;
    this.#list?.lock(locked);
  }

  clear() {
    this.#kept = [];
    this.#chosen = [];
    this.#list?.clear();
    this.lock(false);
  }

  /**
   * The portal's refusals of files (`upload_ids.1`) marked at their rows, and named in the form's errors.
   * @param {(FieldError & { code?: string })[]} errors @param {string[]} ids as they were sent
   * @returns {FieldError[]}
   */
  explain(errors, ids) {
    return errors.map((error) => {
      const [, position] = /^upload_ids\.(\d+)/.exec(error.field) ?? [];
      if (position === undefined) return error;
      const id = ids[Number(position)];
      const name = this.kept.find((each) => each.upload_id === id)?.name ?? "";
      this.#kept = this.#kept.filter((each) => each.upload_id !== id);
      this.#list?.queue.lose(id, error.message);
      return { field: "upload_ids", message: t("{name} – {why}", { name, why: error.message }) };
    });
  }

  async #record() {
    try {
      await (await this.#load()).record();
    } catch {
      this.#say(new NetworkLost().message);
    }
  }

  /** @param {string} text */
  #say(text) {
    find(this.element, "[data-uploads-said]").textContent = text;
  }

  /** Hand over to the list what waits for it. */
  async #take() {
    if (this.#taking || (!this.#chosen.length && !this.#kept.length)) return;
    this.#taking = true;
    this.ways.changed();
    try {
      const list = await this.#load();
      while (this.#kept.length) await this.#restore(list, this.#kept);
      list.add(this.#chosen.splice(0));
    } catch {
      this.#say(t("The connection is cut. Your files wait and are sent as soon as it is back."));
      setTimeout(() => this.#take(), LOAD_AGAIN_AFTER_SECONDS * 1000);
    } finally {
      this.#taking = false;
    }
    this.ways.changed();
  }

  /** They stay kept until they stand in the list, or a word typed meanwhile would forget them. @param {UploadList} list @param {Kept[]} kept */
  async #restore(list, kept) {
    await list.restore(kept, () => this.#kept === kept);
    if (this.#kept === kept) this.#kept = [];
  }

  /** @returns {Promise<UploadList>} */
  #load() {
    this.#loading ??= this.#fetch().catch((failure) => {
      this.#loading = null;
      throw failure;
    });
    return this.#loading;
  }

  async #fetch() {
    const { UploadList: List } = await import(this.element.dataset.script ?? "");
    /** @type {UploadList} */
    const list = new List(this.element, { ask: (/** @type {any} */ wanted) => this.#ask(wanted), changed: this.ways.changed, shelf: this.ways.shelf });
    list.lock(this.#locked);
    this.#list = list;
    return list;
  }

  /** The other script has classes of its own, so what happened goes over as values. @param {import("./queue.js").Description} wanted */
  async #ask(wanted) {
    try {
      const slot = await this.ways.slot(wanted);
      if (!slot?.url) throw new NetworkLost(); // a success, but not the portal's
      return slot;
    } catch (failure) {
      if (failure instanceof NetworkLost) return { later: failure.message };
      if (!(failure instanceof Problem)) throw failure;
      if (failure.isUnclear || failure.type === "throttled") return { later: failure.message, seconds: failure.retryAfterSeconds };
      const why = failure.errors.map(({ message }) => message).join(" ") || failure.message;
      return { refused: why, again: failure.status !== 422 };
    }
  }
}

/** Whether this browser records sound that the portal takes. */
function canRecord() {
  return Boolean(navigator.mediaDevices && formatHere());
}

// The list of files below an upload field: rows in the page for the rows of the queue, and one polite message about
// them all. Fetched by upload-field.js, which is what pages know.
import { find } from "../elements.js";
import { n } from "../texts.js";
import { asItIs } from "./content.js";
import { lighten } from "./lighten.js";
import { Queue } from "./queue.js";
import { rowItem, updateItem } from "./row-item.js";
import { digest, transfer } from "./transfer.js";

const HEARD_AFTER_MILLISECONDS = 700;

/** @typedef {import("./queue.js").Row} Row */
/** @typedef {import("./queue.js").Kept} Kept */
/**
 * @typedef {object} Shelf where files wait on this device between two pages
 * @property {(id: string, file: File) => Promise<unknown>} put
 * @property {(id: string) => Promise<File | null>} take
 * @property {(id: string) => Promise<unknown>} drop
 */

export class UploadList {
  locked = false;
  /** @type {import("./voice-note.js").VoiceNote | null} */
  note = null;

  /**
   * @param {HTMLElement} field
   * @param {{ ask: import("./queue.js").Ways["ask"], changed: () => void, shelf?: Shelf }} ways
   */
  constructor(field, { ask, changed, shelf }) {
    this.field = field;
    this.list = find(field, "[data-uploads-list]");
    this.said = find(field, "[data-uploads-said]");
    this.shelf = shelf;
    this.queue = new Queue({
      ask, transfer, digest,
      lighten: async (file) => lighten(await asItIs(file)),
      changed: (row, what) => {
        this.#render(row, what);
        if (what === "progress") return;
        this.#speak();
        changed();
      },
    });
    window.addEventListener("online", () => this.queue.retryAll());
  }

  get rows() {
    return this.queue.rows;
  }

  get kept() {
    return this.queue.kept;
  }

  /** @param {File[]} files */
  add(files) {
    for (const { id, file, state } of this.queue.add(files)) {
      if (file && state !== "refused") this.shelf?.put(id, file).catch(() => null);
    }
  }

  /** Somebody wants to speak: what records comes in a script of its own. Rejects while the line is cut. */
  async record() {
    const { VoiceNote } = await import(find(this.field, "[data-voice]").dataset.script ?? "");
    this.note ??= new VoiceNote(this.field, (/** @type {File} */ file) => this.#attach(file));
    this.note?.open();
  }

  /** A refused note stays where it was recorded: it can't be chosen again. @param {File} file @returns {string} why not */
  #attach(file) {
    const refused = this.queue.refusal(file);
    if (!refused) this.add([file]);
    return refused;
  }

  /** @param {Kept[]} kept @param {() => boolean} areWanted still, once their files are read */
  async restore(kept, areWanted) {
    const files = await Promise.all(kept.map(({ id, upload_id: received }) => (received ? null : (this.shelf?.take(id) ?? null))));
    if (areWanted()) this.queue.restore(kept, files);
  }

  clear() {
    this.locked = false;
    this.note?.close();
    this.queue.clear();
    this.said.textContent = "";
    clearTimeout(this.timer);
  }

  /** What is not received is left out. */
  dropUnsent() {
    for (const { id, state } of [...this.rows]) if (state !== "received") this.queue.remove(id);
  }

  /** @param {boolean} locked */
  lock(locked) {
    this.locked = locked;
    for (const row of this.rows) this.#render(row, "state");
  }

  /** @param {Row | null} row @param {"progress" | "state" | "rows"} what */
  #render(row, what) {
    if (what === "rows") this.#renderAll();
    if (!row) return;
    const item = this.#itemOf(row);
    if (item) updateItem(item, row, { canRetry: this.queue.canRetry(row), locked: this.locked });
    if (row.state === "received") this.shelf?.drop(row.id).catch(() => null);
  }

  /** Items stay who they are, so the focus stays where it is. */
  #renderAll() {
    const items = this.rows.map((row) => this.#itemOf(row) ?? rowItem(row, { remove: () => this.#remove(row), retry: () => this.queue.retry(row) }));
    for (const gone of [...this.list.children].filter((item) => !items.includes(/** @type {HTMLElement} */ (item)))) gone.remove();
    for (const item of items) if (!item.isConnected) this.list.append(item);
    for (const row of this.rows) this.#render(row, "state");
  }

  /** @param {Row} row */
  #itemOf({ id }) {
    return /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-row="${id}"]`));
  }

  /** The focus goes on to the next file, or back to the choice. @param {Row} row */
  #remove(row) {
    const item = this.#itemOf(row);
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    const target = next?.querySelector("[data-row-remove]") ?? this.field.querySelector("input[type=file]");
    this.queue.remove(row.id);
    this.shelf?.drop(row.id).catch(() => null);
    /** @type {HTMLElement | null} */ (target)?.focus();
  }

  /** Once several things have happened, they are said at once. */
  #speak() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const said = saidOf(this.rows);
      if (this.said.textContent !== said) this.said.textContent = said;
    }, HEARD_AFTER_MILLISECONDS);
  }
}

/** All files in one sentence each: what is on its way, what arrived, what did not. @param {Pick<Row, "state">[]} rows */
export function saidOf(rows) {
  const count = (/** @type {string[]} */ ...states) => rows.filter(({ state }) => states.includes(state)).length;
  const underWay = count("waiting", "sending");
  const received = count("received");
  const failed = count("cut", "refused", "lost");
  return [
    underWay ? n("{count} file is being sent.", "{count} files are being sent.", underWay) : "",
    received ? n("{count} file received.", "{count} files received.", received) : "",
    failed ? n("{count} file is not sent: see why in the list.", "{count} files are not sent: see why in the list.", failed) : "",
  ].filter(Boolean).join(" ");
}

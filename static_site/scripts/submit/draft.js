// The draft on this device: answers by field, how far the citizen came, the files.
// It is kept for seven days and shared by all languages. Without storage (private windows) it lives in the page only.
import { del, delMany, get, set } from "idb-keyval";
import { newKey } from "../api.js";

const ENTRY = "portal-draft";
/** Each file apart: the draft is written at every letter. */
const FILE = "portal-draft-file-";
export const KEPT_DAYS = 7;

/** @typedef {Record<string, string>} Answers by the name of the field */
/**
 * @typedef {object} Draft
 * @property {string} id the same in every tab that opened it
 * @property {Answers} answers
 * @property {string} reached the furthest step
 * @property {import("../files/queue.js").Kept[]} [files]
 * @property {number} savedAt milliseconds
 */

/** @returns {Draft} */
function blank() {
  return { id: newKey(), answers: {}, reached: "kind", savedAt: Date.now() };
}

export class DraftStore {
  constructor() {
    /** @type {Draft} */
    this.draft = blank();
    this.kept = true;
  }

  /** Read what is kept, unless it is too old. */
  async load() {
    /** @type {Draft | undefined} */
    const found = await get(ENTRY).catch(() => this.#cannotKeep());
    if (found && Date.now() - found.savedAt < KEPT_DAYS * 86_400_000) this.draft = found;
    else if (found) await this.forget(found);
  }

  get isEmpty() {
    return Object.keys(this.draft.answers).length === 0 && !this.draft.files?.length;
  }

  /** Files that are not sent yet wait here, so that a reload or another language sends them on. @returns {import("../files/upload-list.js").Shelf} */
  get shelf() {
    return {
      put: (id, file) => set(FILE + id, file),
      take: (id) => get(FILE + id).catch(() => null),
      drop: (id) => del(FILE + id),
    };
  }

  /** @param {Partial<Draft>} changes */
  async save(changes) {
    Object.assign(this.draft, changes, { savedAt: Date.now() });
    await set(ENTRY, this.draft).catch(() => this.#cannotKeep());
  }

  async forget({ files = [] } = this.draft) {
    this.draft = blank();
    await delMany([ENTRY, ...files.map(({ id }) => FILE + id)]).catch(() => this.#cannotKeep());
  }

  #cannotKeep() {
    this.kept = false;
    return undefined;
  }
}

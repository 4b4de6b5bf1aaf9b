// The draft in IndexedDB: values by field, the furthest step, the files. Kept for seven days, shared by all languages.
// Where storage is blocked (private windows) it exists in the page only.
import { del, delMany, get, set } from "idb-keyval";
import { createKey } from "../api.js";

const STORAGE_KEY = "portal-draft";
/** Each file has an entry of its own: the draft is saved at every keystroke. */
const FILE_KEY_PREFIX = "portal-draft-file-";
export const DRAFT_KEPT_DAYS = 7;

/** @typedef {Record<string, string>} FormValues by the name of the field */
/**
 * @typedef {object} Draft
 * @property {string} id the same in every tab that opened it
 * @property {FormValues} values
 * @property {string} furthestStep the furthest step
 * @property {import("../files/upload-queue.js").SavedUpload[]} [files]
 * @property {number} savedAt milliseconds
 */

/** @returns {Draft} */
function createDraft() {
  return { id: createKey(), values: {}, furthestStep: "kind", savedAt: Date.now() };
}

export class DraftStore {
  constructor() {
    /** @type {Draft} */
    this.draft = createDraft();
    this.isPersistent = true;
  }

  /** Read what is kept, unless it is too old. */
  async load() {
    /** @type {Draft | undefined} */
    const found = await get(STORAGE_KEY).catch(() => this.#markUnavailable());
    if (found && Date.now() - found.savedAt < DRAFT_KEPT_DAYS * 86_400_000) this.draft = found;
    else if (found) await this.clear(found);
  }

  get isEmpty() {
    return Object.keys(this.draft.values).length === 0 && !this.draft.files?.length;
  }

  /** Stores files until they are uploaded, so that a reload or another language continues the upload. @returns {import("../files/upload-list.js").FileStore} */
  get fileStore() {
    return {
      put: (id, file) => set(FILE_KEY_PREFIX + id, file),
      take: (id) => get(FILE_KEY_PREFIX + id).catch(() => null),
      drop: (id) => del(FILE_KEY_PREFIX + id),
    };
  }

  /** @param {Partial<Draft>} changes */
  async save(changes) {
    Object.assign(this.draft, changes, { savedAt: Date.now() });
    await set(STORAGE_KEY, this.draft).catch(() => this.#markUnavailable());
  }

  async clear({ files = [] } = this.draft) {
    this.draft = createDraft();
    await delMany([STORAGE_KEY, ...files.map(({ id }) => FILE_KEY_PREFIX + id)]).catch(() => this.#markUnavailable());
  }

  #markUnavailable() {
    this.isPersistent = false;
    return undefined;
  }
}

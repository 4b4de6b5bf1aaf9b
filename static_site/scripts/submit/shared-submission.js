// What the tabs of this device share of a complaint on its way: the message that was handed to the network, and then
// what became of it. One record, and each change of it is one transaction of IndexedDB, so that no tab overwrites what
// another one has just written; every browser that keeps drafts can do that, old ones without navigator.locks too.
import { del, get, update } from "idb-keyval";
import { createKey } from "../api.js";
import { DRAFT_KEPT_DAYS } from "./draft.js";

const STORAGE_KEY = "portal-sending";

/** @typedef {import("../delivery.js").KeyedRequest} KeyedRequest */
/** @typedef {{ number: string, due_on: string, agency: { names: Record<string, string> } }} FiledComplaint neither session nor address: another tab has no right to them */
/**
 * @typedef {object} SharedRecord
 * @property {string} draft the id of the draft it was written in
 * @property {string} tab that wrote this last
 * @property {number} at milliseconds
 * @property {KeyedRequest} [request]
 * @property {FiledComplaint} [sent] what the portal answered
 * @property {string} [content] sent: the digest of what was said
 */

export class SharedSubmission {
  /** A name for this tab as long as the page is open. */
  #tab = createKey();
  /** The number that this person knows of: it holds nothing back any more. */
  acknowledgedNumber = "";

  /** @param {() => string} draft the id of this tab's draft */
  constructor(draft) {
    this.draft = draft;
  }

  /** What holds a new message back: one under way, whoever wrote it, or this very draft sent already. @returns {Promise<SharedRecord | null>} */
  async read() {
    const record = await get(STORAGE_KEY).catch(() => null);
    if (record && isExpired(record)) await this.#updateRecord((now) => (now && isExpired(now) ? null : now));
    return this.#isRelevant(record) ? record : null;
  }

  /** @param {KeyedRequest | null} request as this tab's delivery has it */
  save(request) {
    return this.#updateRecord((record) => {
      if (!this.#isRelevant(record)) return request ? this.#createRecord({ request }) : record;
      if (record.sent) return record;
      const isOurs = record.tab === this.#tab;
      if (!request) return isOurs ? null : record;
      const isSame = record.request?.key === request.key;
      // Another tab's message goes first, and its doubt is no other's to end.
      if (isSame ? !isOurs && !request.unconfirmed : !isOurs && !record.request?.isRefused) return record;
      return this.#createRecord({ request }, isSame ? record.draft : undefined);
    });
  }

  /** @param {any} answer of the portal @param {string} content digest of what was said */
  async recordSent({ number, due_on, agency }, content) {
    await this.#updateRecord((record) => this.#createRecord({ sent: { number, due_on, agency }, content }, record?.request ? record.draft : undefined));
  }

  /** The draft is deleted, and what goes with it. */
  async clear() {
    const record = await get(STORAGE_KEY).catch(() => null);
    if (!record || record.draft === this.draft()) await del(STORAGE_KEY).catch(() => undefined);
  }

  /** @param {SharedRecord | null} record @returns {record is SharedRecord} */
  #isRelevant(record) {
    if (!record || isExpired(record)) return false;
    return !record.sent || (record.draft === this.draft() && record.sent.number !== this.acknowledgedNumber);
  }

  /** A record of this tab. @param {Partial<SharedRecord>} what @param {string} [draft] @returns {SharedRecord} */
  #createRecord(what, draft = this.draft()) {
    return { ...what, draft, tab: this.#tab, at: Date.now() };
  }

  /** Without storage there is nothing to share. @param {(record: SharedRecord | null) => SharedRecord | null} change */
  #updateRecord(change) {
    return update(STORAGE_KEY, (record = null) => change(record)).catch(() => undefined);
  }
}

/** @param {SharedRecord} record */
function isExpired({ at }) {
  return Date.now() - at > DRAFT_KEPT_DAYS * 86_400_000;
}

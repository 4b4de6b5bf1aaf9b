// What the tabs of this device share of a complaint on its way: the message that was handed to the network, and then
// what became of it. One record, and each change of it is one transaction of IndexedDB, so that no tab overwrites what
// another one has just written; every browser that keeps drafts can do that, old ones without navigator.locks too.
import { del, get, update } from "idb-keyval";
import { newKey } from "../api.js";
import { KEPT_DAYS } from "./draft.js";

const ENTRY = "portal-sending";

/** @typedef {import("../delivery.js").Sending} Sending */
/** @typedef {{ number: string, due_on: string, agency: { names: Record<string, string> } }} Confirmation neither session nor address: another tab has no right to them */
/**
 * @typedef {object} Kept
 * @property {string} draft the id of the draft it was written in
 * @property {string} tab that wrote this last
 * @property {number} at milliseconds
 * @property {Sending} [sending]
 * @property {Confirmation} [sent] what the portal answered
 * @property {string} [content] sent: the digest of what was said
 */

export class Shared {
  /** A name for this tab as long as the page is open. */
  #tab = newKey();
  /** The number that this person knows of: it holds nothing back any more. */
  told = "";

  /** @param {() => string} draft the id of this tab's draft */
  constructor(draft) {
    this.draft = draft;
  }

  /** What holds a new message back: one under way, whoever wrote it, or this very draft sent already. @returns {Promise<Kept | null>} */
  async read() {
    const kept = await get(ENTRY).catch(() => null);
    if (kept && isOld(kept)) await this.#change((now) => (now && isOld(now) ? null : now));
    return this.#counts(kept) ? kept : null;
  }

  /** @param {Sending | null} sending as this tab's delivery has it */
  keep(sending) {
    return this.#change((kept) => {
      if (!this.#counts(kept)) return sending ? this.#record({ sending }) : kept;
      if (kept.sent) return kept;
      const isOurs = kept.tab === this.#tab;
      if (!sending) return isOurs ? null : kept;
      const isSame = kept.sending?.key === sending.key;
      // Another tab's message goes first, and its doubt is no other's to end.
      if (isSame ? !isOurs && !sending.doubtful : !isOurs && !kept.sending?.stopped) return kept;
      return this.#record({ sending }, isSame ? kept.draft : undefined);
    });
  }

  /** @param {any} answer of the portal @param {string} content digest of what was said */
  async arrived({ number, due_on, agency }, content) {
    await this.#change((kept) => this.#record({ sent: { number, due_on, agency }, content }, kept?.sending ? kept.draft : undefined));
  }

  /** The draft is deleted, and what goes with it. */
  async forget() {
    const kept = await get(ENTRY).catch(() => null);
    if (!kept || kept.draft === this.draft()) await del(ENTRY).catch(() => undefined);
  }

  /** @param {Kept | null} kept @returns {kept is Kept} */
  #counts(kept) {
    if (!kept || isOld(kept)) return false;
    return !kept.sent || (kept.draft === this.draft() && kept.sent.number !== this.told);
  }

  /** A record of this tab. @param {Partial<Kept>} what @param {string} [draft] @returns {Kept} */
  #record(what, draft = this.draft()) {
    return { ...what, draft, tab: this.#tab, at: Date.now() };
  }

  /** Without storage there is nothing to share. @param {(kept: Kept | null) => Kept | null} change */
  #change(change) {
    return update(ENTRY, (kept = null) => change(kept)).catch(() => undefined);
  }
}

/** @param {Kept} kept */
function isOld({ at }) {
  return Date.now() - at > KEPT_DAYS * 86_400_000;
}

// The files of one message on their way: two at a time, each tried again when the line was cut. Knows neither the page
// nor the network; both are handed in.
import { t } from "../texts.js";
import { LIMIT_BYTES, reasonAgainst, tooLarge, typeOf } from "./rules.js";

const AT_ONCE = 2;
const WAITS_SECONDS = [3, 6, 12, 25, 50];
// Slots are good for ten minutes by the server's clock. Measured from their arrival: a phone's clock may be an hour off.
export const SLOT_GOOD_FOR_MILLISECONDS = 9 * 60_000;
/** What is on its way or there already. */
const COUNTED = ["waiting", "sending", "received", "cut"];
export const KEPT_BY_PORTAL_MILLISECONDS = 24 * 3_600_000;

/** @typedef {"waiting" | "sending" | "received" | "cut" | "refused" | "lost"} State */
/**
 * @typedef {object} Row one file; `lost`: the portal has it no longer, or this device
 * @property {string} id
 * @property {string} name
 * @property {number} size bytes, as it goes
 * @property {Chosen} chosen what a person chose: a photo goes smaller, and as a JPEG
 * @property {string} type
 * @property {File | null} file null after a reload, where it was not kept
 * @property {State} state
 * @property {number} percent
 * @property {string} why cut, refused, lost: in words
 * @property {boolean} again cut: it is tried again by itself
 * @property {boolean} crowded refused because there were enough already: it goes once there is room
 * @property {string} uploadId received
 * @property {number} until received: milliseconds, how long the portal keeps it for us
 */
/** @typedef {{ id: string, name: string, size_bytes: number, type: string, chosen?: Chosen, upload_id?: string, until?: number }} Kept a row between two pages */
/** @typedef {{ name: string, size: number }} Chosen */
/** @typedef {import("./transfer.js").Slot} Slot */
/** @typedef {{ later: string, seconds?: number | null } | { refused: string, again: boolean }} NoSlot */
/** @typedef {{ file_name: string, content_type: string, size_bytes: number, sha256: string }} Description */
/**
 * @typedef {object} Ways
 * @property {(description: Description) => Promise<Slot | NoSlot>} ask
 * @property {typeof import("./transfer.js").transfer} transfer
 * @property {(file: File) => Promise<File>} lighten what goes of a file: under its real type, a photo smaller
 * @property {(file: Blob) => Promise<string>} digest
 * @property {(row: Row | null, what: "progress" | "state" | "rows") => void} changed
 * @property {(act: () => void, milliseconds: number) => any} [later]
 */
/** @typedef {Partial<Row> & { seconds?: number | null }} End what an attempt makes of a row */

export class Queue {
  /** @type {Row[]} */
  rows = [];
  /** @type {Map<string, AbortController>} */
  #running = new Map();
  /** @type {Map<string, { slot: Slot, sha256: string, goodUntil: number }>} */
  #slots = new Map();
  /** @type {Map<string, number>} */
  #failures = new Map();
  /** Files that go as they are, so that another attempt takes none for a new photo. @type {WeakSet<File>} */
  #light = new WeakSet();

  /** @param {Ways} ways */
  constructor(ways) {
    this.ways = { later: setTimeout.bind(globalThis), ...ways };
  }

  /** @param {File[]} files @returns {Row[]} */
  add(files) {
    const fresh = files.filter((file) => !this.rows.some((row) => isSame(row, file) && COUNTED.includes(row.state)));
    // One that was lost and is chosen again takes its own place.
    this.rows = this.rows.filter((row) => COUNTED.includes(row.state) || !fresh.some((file) => isSame(row, file)));
    const added = fresh.map((file) => this.#admit(file));
    this.ways.changed(null, "rows");
    this.#pump();
    return added;
  }

  /** Rows of an earlier page, with the files where they were kept. @param {Kept[]} kept @param {(File | null)[]} files */
  restore(kept, files) {
    this.rows.push(...kept.map((each, index) => restored(each, files[index] ?? null)));
    this.ways.changed(null, "rows");
    this.#pump();
  }

  /** @returns {Kept[]} */
  get kept() {
    return this.rows.filter(({ state }) => state !== "refused").map(({ id, name, size, type, chosen, state, uploadId, until }) => ({
      id, name, size_bytes: size, type, ...((chosen.name !== name || chosen.size !== size) && { chosen }), ...(state === "received" && { upload_id: uploadId, until }),
    }));
  }

  /** @param {string} id */
  remove(id) {
    this.#stop(id);
    this.rows = this.rows.filter((row) => row.id !== id);
    for (const row of this.rows) {
      if (row.crowded && row.file && !this.refusal(row.file)) Object.assign(row, { crowded: false, state: "waiting", why: "" });
    }
    this.ways.changed(null, "rows");
    this.#pump();
  }

  clear() {
    for (const { id } of this.rows) this.#stop(id);
    this.rows = [];
    this.ways.changed(null, "rows");
  }

  /** Whether a person can try this one again. @param {Row} row */
  canRetry({ state, file, again }) {
    return file !== null && (state === "cut" || state === "lost" || (state === "refused" && again));
  }

  /** @param {Row} row */
  retry(row) {
    this.#failures.delete(row.id);
    this.#set(row, { state: "waiting", why: "", again: false });
    this.#pump();
  }

  /** The line is back, or a person wants it. */
  retryAll() {
    for (const row of this.rows) if (this.canRetry(row)) this.retry(row);
  }

  /** The portal does not have this one. @param {string} uploadId @param {string} why */
  lose(uploadId, why) {
    const row = this.rows.find((each) => each.uploadId === uploadId);
    if (!row) return;
    this.#slots.delete(row.id);
    this.#set(row, { state: "lost", uploadId: "", why });
  }

  /** Why this file can't be added now; empty if it can. @param {File} file */
  refusal(file) {
    return reasonAgainst(file, this.rows.filter(({ state }) => COUNTED.includes(state)).length);
  }

  /** @param {File} file @returns {Row} */
  #admit(file) {
    const why = this.refusal(file);
    const row = {
      ...blank(file.name, file.size, typeOf(file)), file, why, state: /** @type {State} */ (why ? "refused" : "waiting"),
      crowded: why !== "" && !reasonAgainst(file, 0),
    };
    this.rows.push(row);
    return row;
  }

  #pump() {
    for (const row of this.rows) {
      if (this.#running.size >= AT_ONCE) return;
      if (row.state === "waiting") this.#run(row);
    }
  }

  /** @param {Row} row */
  async #run(row) {
    const controller = new AbortController();
    this.#running.set(row.id, controller);
    this.#set(row, { state: "sending", percent: 0, why: "" });
    // Whatever fails here that nobody foresaw: no row stays on its way for ever.
    const end = await this.#try(row, controller.signal).catch(() => this.#cut(row, t("Something unexpected happened.")));
    if (controller.signal.aborted) return;
    this.#running.delete(row.id);
    const { seconds, ...changes } = end;
    this.#set(row, changes);
    if (row.state === "cut" && row.again) this.#planRetry(row, seconds);
    this.#pump();
  }

  /** @param {Row} row @param {AbortSignal} signal @returns {Promise<End>} */
  async #try(row, signal) {
    const file = await this.#lightened(row, /** @type {File} */ (row.file));
    if (signal.aborted) return {};
    if (file.size > LIMIT_BYTES) return { state: "refused", why: tooLarge(file.size) };
    const sha256 = await this.ways.digest(file).catch(() => "");
    if (!sha256) return { state: "lost", file: null, why: t("This device can no longer read it. Choose it again.") };
    const progress = (/** @type {number} */ percent) => this.#move(row, percent);
    const first = await this.#send(row, sha256, { signal, progress });
    // A slot that was refused has expired on its way: once more, with a new one.
    return first ?? (await this.#send(row, sha256, { signal, progress })) ?? notAccepted();
  }

  /** What goes of a file; from then on the row is about that. @param {Row} row @param {File} file */
  async #lightened(row, file) {
    if (this.#light.has(file)) return file;
    const light = await this.ways.lighten(file);
    this.#light.add(light);
    if (light !== file) this.#set(row, { file: light, name: light.name, size: light.size, type: light.type });
    return light;
  }

  /** @param {Row} row @param {string} sha256 @param {Parameters<Ways["transfer"]>[2]} watch @returns {Promise<End | null>} null: the slot has expired */
  async #send(row, sha256, watch) {
    const slot = await this.#slotOf(row, sha256);
    if ("later" in slot) return this.#cut(row, slot.later, slot.seconds);
    if ("refused" in slot) return { state: "refused", why: slot.refused, again: slot.again };
    if (watch.signal.aborted) return {};
    const reached = await this.ways.transfer(slot, /** @type {File} */ (row.file), watch);
    if (reached === "cut") return this.#cut(row, t("The line was cut."));
    this.#slots.delete(row.id);
    if (reached === "expired") return null;
    if (reached === "refused") return notAccepted();
    return { state: "received", percent: 100, uploadId: slot.upload_id, until: Date.now() + KEPT_BY_PORTAL_MILLISECONDS };
  }

  /** The slot that a cut attempt left, if it still serves, or a new one. @param {Row} row @param {string} sha256 */
  async #slotOf(row, sha256) {
    const left = this.#slots.get(row.id);
    if (left && left.sha256 === sha256 && performance.now() < left.goodUntil) return left.slot;
    const { name, type, size } = row;
    const slot = await this.ways.ask({ file_name: name, content_type: type, size_bytes: size, sha256 });
    if ("url" in slot) this.#slots.set(row.id, { slot, sha256, goodUntil: performance.now() + SLOT_GOOD_FOR_MILLISECONDS });
    return slot;
  }

  /** @param {Row} row @param {string} why @param {number | null} [seconds] @returns {End} */
  #cut(row, why, seconds) {
    return { state: "cut", why, seconds, again: (this.#failures.get(row.id) ?? 0) < WAITS_SECONDS.length };
  }

  /** @param {Row} row @param {number | null} [seconds] as the portal says */
  #planRetry(row, seconds) {
    const failures = this.#failures.get(row.id) ?? 0;
    this.#failures.set(row.id, failures + 1);
    this.ways.later(() => this.#retryByItself(row), (seconds ?? WAITS_SECONDS[failures]) * 1000);
  }

  /** @param {Row} row */
  #retryByItself(row) {
    if (!this.rows.includes(row) || row.state !== "cut") return;
    this.#set(row, { state: "waiting", why: "", again: false });
    this.#pump();
  }

  /** @param {Row} row @param {number} percent */
  #move(row, percent) {
    row.percent = percent;
    this.ways.changed(row, "progress");
  }

  /** @param {string} id */
  #stop(id) {
    this.#running.get(id)?.abort();
    for (const kept of [this.#running, this.#slots, this.#failures]) kept.delete(id);
  }

  /** @param {Row} row @param {Partial<Row>} changes */
  #set(row, changes) {
    Object.assign(row, changes);
    this.ways.changed(row, "state");
  }
}

/** @returns {End} */
function notAccepted() {
  return { state: "refused", why: t("The portal did not accept it."), again: true };
}

/** @param {string} name @param {number} size @param {string} type @returns {Row} */
function blank(name, size, type) {
  return { id: crypto.randomUUID(), name, size, type, chosen: { name, size }, file: null, state: "waiting", percent: 0, why: "", again: false, crowded: false, uploadId: "", until: 0 };
}

/** @param {Kept} kept @param {File | null} file @returns {Row} */
function restored({ id, name, size_bytes: size, type, chosen = { name, size }, upload_id: uploadId = "", until = 0 }, file) {
  const row = { ...blank(name, size, type), id, chosen, file, uploadId, until };
  if (uploadId && Date.now() < until) return { ...row, state: "received", percent: 100 };
  if (file) return row;
  const why = uploadId ? t("The portal keeps files for a day, and the day is over. Choose it again.") : t("It was not sent before the page closed. Choose it again.");
  return { ...row, state: "lost", uploadId: "", why };
}

/** Scans are all called alike, and some are of one size: then their moments tell them apart. @param {Row} row @param {File} other */
function isSame({ chosen, file }, other) {
  return chosen.name === other.name && chosen.size === other.size && (file?.lastModified ?? other.lastModified) === other.lastModified;
}

// Sends the complaint with its proof of work; delivery.js retries after a lost network or a reload. Two tabs with one
// draft file it once: the second one retries the first one's request, or finds it sent.
import { NetworkError, Problem, post } from "../api.js";
import { Delivery, readContent, hasSameContent } from "../delivery.js";
import { computeSha256 } from "../files/upload-file.js";
import { formatNumber } from "../number.js";
import { t } from "../texts.js";
import { buildSubmission } from "./submission.js";
import { ProofOfWork } from "./proof-of-work.js";
import { SharedSubmission } from "./shared-submission.js";

const MAX_FRESH_PROOFS = 2;
const WAIT_FOR_PROOF_SECONDS = 10;

/** @typedef {import("../delivery.js").AttemptResult} AttemptResult */

export class ComplaintSender {
  #proof = new ProofOfWork();
  #freshProofs = 0;
  /** The upload ids of the last refused request, which its errors name by position. @type {string[]} */
  refusedIds = [];

  /** @param {import("./draft.js").DraftStore} store @param {() => string[]} uploadIds */
  constructor(store, uploadIds) {
    this.store = store;
    this.uploadIds = uploadIds;
    this.delivery = new Delivery(
      ({ key, bytes }) => post("/complaints", { key, bytes }),
      (request) => this.shared.save(request),
    );
    this.shared = new SharedSubmission(() => store.draft.id);
  }

  /** Begin the proof of work, so that it is ready when the citizen is. */
  prepare() {
    this.#proof.prepare();
  }

  /** Take over a request of an earlier page or another tab; the draft must be loaded. */
  async resume() {
    const record = await this.shared.read();
    this.delivery.restore(record?.request ?? null);
  }

  /** The draft was deleted by hand. */
  clear() {
    return this.shared.clear();
  }

  /** Whether a request may have reached the portal without an answer. */
  get isPending() {
    return this.delivery.isPending;
  }

  /** One attempt. @returns {Promise<AttemptResult>} */
  async attempt() {
    try {
      const earlierResult = this.isPending ? null : await this.#prepareRequest();
      if (earlierResult) return earlierResult;
    } catch (failure) {
      // The challenge did not arrive: nothing was sent.
      if (failure instanceof NetworkError) return { kind: "later", waitSeconds: WAIT_FOR_PROOF_SECONDS };
      if (!(failure instanceof Problem)) throw failure;
      return { kind: "later", problem: failure, waitSeconds: failure.retryAfterSeconds ?? WAIT_FOR_PROOF_SECONDS };
    }
    const attempt = await this.delivery.attempt();
    if (attempt.kind === "sent") return this.#recordSent(attempt);
    return attempt.kind === "refused" ? this.#handleRefusal(attempt) : attempt;
  }

  /** Prepare a request, unless another tab did so before, or while the proof was computed. */
  async #prepareRequest() {
    const earlierResult = await this.#readOtherTabs();
    if (earlierResult || this.isPending) return earlierResult;
    await this.delivery.prepare(this.#bytes(await this.#proof.take()));
    return this.#readOtherTabs();
  }

  /** Take over the pending request of another tab. @returns {Promise<AttemptResult | null>} what it has sent already */
  async #readOtherTabs() {
    const record = await this.shared.read();
    if (record?.sent) {
      this.delivery.restore(null);
      return record.content === (await hashContent(this.#bytes())) ? { kind: "sent", result: record.sent } : this.#reportOtherSent(record.sent.number);
    }
    const otherRequest = record?.request;
    if (otherRequest && otherRequest.key !== this.delivery.request?.key && !(otherRequest.isRefused && this.delivery.request)) this.delivery.restore(otherRequest);
    return null;
  }

  #bytes(proof = "") {
    return JSON.stringify(buildSubmission(this.store.draft.values, this.uploadIds(), proof));
  }

  /** @param {AttemptResult} attempt @returns {Promise<AttemptResult>} */
  async #recordSent(attempt) {
    const { bytes } = /** @type {import("../delivery.js").KeyedRequest} */ (this.delivery.request);
    await this.shared.recordSent(attempt.result, await hashContent(bytes));
    this.delivery.restore(null);
    return hasSameContent(bytes, this.#bytes()) ? attempt : this.#reportOtherSent(attempt.result.number);
  }

  /** The other tab sent a different text. Whoever has read this and sends again wants a second complaint. @param {string} number @returns {AttemptResult} */
  #reportOtherSent(number) {
    this.shared.acknowledgedNumber = number;
    const title = t("Another version of this complaint, written in another tab, has been sent: its number is {number}. What you see here has not been sent. To add to the first one, follow it with its number; to send a second complaint, press the button again.", { number: `\u2066${formatNumber(number)}\u2069` });
    return { kind: "refused", problem: new Problem({ type: "sent_elsewhere", title, status: 409 }) };
  }

  /** @param {AttemptResult} attempt @returns {Promise<AttemptResult>} */
  async #handleRefusal(attempt) {
    this.refusedIds = JSON.parse(this.delivery.request?.bytes ?? "{}").upload_ids ?? [];
    await this.delivery.markRefused();
    if (attempt.problem?.type !== "proof_required" || this.#freshProofs >= MAX_FRESH_PROOFS) return attempt;
    this.#freshProofs += 1;
    return this.attempt();
  }
}

/** @param {string} bytes */
function hashContent(bytes) {
  return computeSha256(new Blob([readContent(bytes)]));
}

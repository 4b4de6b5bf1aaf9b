// Sends the complaint: its proof of work, its message, and the delivery that survives a lost network and a reload.
// Two tabs with one draft file it once: the one that comes second sends what the first one wrote, or finds it sent.
import { NetworkLost, Problem, post } from "../api.js";
import { Delivery, contentOf, saysTheSame } from "../delivery.js";
import { digest } from "../files/transfer.js";
import { formatNumber } from "../number.js";
import { t } from "../texts.js";
import { messageOf } from "./message.js";
import { Proof } from "./proof.js";
import { Shared } from "./shared.js";

const FRESH_PROOFS = 2;
const WAIT_FOR_PROOF_SECONDS = 10;

/** @typedef {import("../delivery.js").Outcome} Outcome */

export class Sender {
  #proof = new Proof();
  #freshProofs = 0;
  /** The files that the last refusal speaks of by their position. @type {string[]} */
  refusedIds = [];

  /** @param {import("./draft.js").DraftStore} store @param {() => string[]} uploadIds */
  constructor(store, uploadIds) {
    this.store = store;
    this.uploadIds = uploadIds;
    this.delivery = new Delivery(
      ({ key, bytes }) => post("/complaints", { key, bytes }),
      (sending) => this.shared.keep(sending),
    );
    this.shared = new Shared(() => store.draft.id);
  }

  /** Begin the proof of work, so that it is ready when the citizen is. */
  prepare() {
    this.#proof.prepare();
  }

  /** What an earlier page or another tab left; the draft must be there. */
  async resume() {
    const kept = await this.shared.read();
    this.delivery.resume(kept?.sending ?? null);
  }

  /** The draft was deleted by hand. */
  forget() {
    return this.shared.forget();
  }

  /** Whether a message may have reached the portal without us knowing. */
  get isUnderWay() {
    return this.delivery.isUnderWay;
  }

  /** One attempt. @returns {Promise<Outcome>} */
  async attempt() {
    try {
      const already = this.isUnderWay ? null : await this.#takeUp();
      if (already) return already;
    } catch (failure) {
      // The challenge did not arrive: nothing was sent.
      if (failure instanceof NetworkLost) return { kind: "later", waitSeconds: WAIT_FOR_PROOF_SECONDS };
      if (!(failure instanceof Problem)) throw failure;
      return { kind: "later", problem: failure, waitSeconds: failure.retryAfterSeconds ?? WAIT_FOR_PROOF_SECONDS };
    }
    const outcome = await this.delivery.attempt();
    if (outcome.kind === "sent") return this.#arrived(outcome);
    return outcome.kind === "refused" ? this.#afterRefusal(outcome) : outcome;
  }

  /** Write the message, unless another tab was quicker: before, or while the proof was made. */
  async #takeUp() {
    const already = await this.#lookAround();
    if (already || this.isUnderWay) return already;
    await this.delivery.write(this.#bytes(await this.#proof.take()));
    return this.#lookAround();
  }

  /** Take up what another tab has under way. @returns {Promise<Outcome | null>} what it has sent already */
  async #lookAround() {
    const kept = await this.shared.read();
    if (kept?.sent) {
      this.delivery.resume(null);
      return kept.content === (await digestOf(this.#bytes())) ? { kind: "sent", result: kept.sent } : this.#otherSent(kept.sent.number);
    }
    const theirs = kept?.sending;
    if (theirs && theirs.key !== this.delivery.sending?.key && !(theirs.stopped && this.delivery.sending)) this.delivery.resume(theirs);
    return null;
  }

  #bytes(proof = "") {
    return JSON.stringify(messageOf(this.store.draft.answers, this.uploadIds(), proof));
  }

  /** @param {Outcome} outcome @returns {Promise<Outcome>} */
  async #arrived(outcome) {
    const { bytes } = /** @type {import("../delivery.js").Sending} */ (this.delivery.sending);
    await this.shared.arrived(outcome.result, await digestOf(bytes));
    this.delivery.resume(null);
    return saysTheSame(bytes, this.#bytes()) ? outcome : this.#otherSent(outcome.result.number);
  }

  /** What this page shows was not what went out. Who has read that and sends again wants a second complaint. @param {string} number @returns {Outcome} */
  #otherSent(number) {
    this.shared.told = number;
    const title = t("Another version of this complaint, written in another tab, has been sent: its number is {number}. What you see here has not been sent. To add to the first one, follow it with its number; to send a second complaint, press the button again.", { number: `\u2066${formatNumber(number)}\u2069` });
    return { kind: "refused", problem: new Problem({ type: "sent_elsewhere", title, status: 409 }) };
  }

  /** @param {Outcome} outcome @returns {Promise<Outcome>} */
  async #afterRefusal(outcome) {
    this.refusedIds = JSON.parse(this.delivery.sending?.bytes ?? "{}").upload_ids ?? [];
    await this.delivery.stop();
    if (outcome.problem?.type !== "proof_required" || this.#freshProofs >= FRESH_PROOFS) return outcome;
    this.#freshProofs += 1;
    return this.attempt();
  }
}

/** @param {string} bytes */
function digestOf(bytes) {
  return digest(new Blob([contentOf(bytes)]));
}

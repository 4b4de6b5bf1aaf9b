// Sends the complaint: its proof of work, its message, and the delivery that survives a lost network and a reload.
import { NetworkLost, Problem, post } from "../api.js";
import { Delivery } from "../delivery.js";
import { messageOf } from "./message.js";
import { Proof } from "./proof.js";

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
      (sending) => store.save({ sending }),
    );
  }

  /** Begin the proof of work, so that it is ready when the citizen is. */
  prepare() {
    this.#proof.prepare();
  }

  /** What an earlier page left; the draft must be there. */
  resume() {
    this.delivery.resume(this.store.draft.sending);
  }

  /** Whether a message may have reached the portal without us knowing. */
  get isUnderWay() {
    return this.delivery.isUnderWay;
  }

  /** One attempt. @returns {Promise<Outcome>} */
  async attempt() {
    try {
      if (!this.isUnderWay) await this.#write();
    } catch (failure) {
      // The challenge did not arrive: nothing was sent.
      if (failure instanceof NetworkLost) return { kind: "later", waitSeconds: WAIT_FOR_PROOF_SECONDS };
      if (!(failure instanceof Problem)) throw failure;
      return { kind: "later", problem: failure, waitSeconds: failure.retryAfterSeconds ?? WAIT_FOR_PROOF_SECONDS };
    }
    const outcome = await this.delivery.attempt();
    return outcome.kind === "refused" ? this.#afterRefusal(outcome) : outcome;
  }

  async #write() {
    const proof = await this.#proof.take();
    await this.delivery.write(JSON.stringify(messageOf(this.store.draft.answers, this.uploadIds(), proof)));
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

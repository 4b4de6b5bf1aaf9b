// Sends the complaint and survives a lost network: what was handed to the network once is sent again with the same
// key and the same bytes, by itself and after a reload, until the portal has answered.
import { NetworkLost, Problem, newKey, post } from "../api.js";
import { messageOf } from "./message.js";
import { Proof } from "./proof.js";

const WAITS_SECONDS = [5, 10, 20, 40, 60];
const FRESH_PROOFS = 2;

/**
 * @typedef {object} Outcome what became of one attempt
 * @property {"sent" | "later" | "refused"} kind
 * @property {any} [receipt] sent: the API's answer
 * @property {Problem} [problem] refused, or later because the portal said so
 * @property {number} [waitSeconds] later: until the next attempt
 */

export class Sender {
  #proof = new Proof();
  #failures = 0;
  #freshProofs = 0;

  /** @param {import("./draft.js").DraftStore} store */
  constructor(store) {
    this.store = store;
  }

  /** Begin the proof of work, so that it is ready when the citizen is. */
  prepare() {
    this.#proof.prepare();
  }

  /** Whether a message may have reached the portal without us knowing. */
  get isUnderWay() {
    return this.store.draft.sending !== null;
  }

  /** One attempt. @returns {Promise<Outcome>} */
  async attempt() {
    try {
      const { key, bytes } = this.store.draft.sending ?? (await this.#write());
      const receipt = await post("/complaints", { key, bytes });
      return { kind: "sent", receipt };
    } catch (failure) {
      if (failure instanceof Problem) return this.#afterProblem(failure);
      if (failure instanceof NetworkLost) return this.#later();
      throw failure;
    }
  }

  /** The message, kept on the device before the network sees it. */
  async #write() {
    const proof = await this.#proof.take();
    const sending = { key: newKey(), bytes: JSON.stringify(messageOf(this.store.draft.answers, proof)) };
    await this.store.save({ sending });
    return sending;
  }

  /** @param {Problem} problem @returns {Promise<Outcome>} */
  async #afterProblem(problem) {
    if (problem.type === "throttled") return this.#later(problem, problem.retryAfterSeconds ?? undefined);
    if (!problem.nothingWritten) return this.#later(problem);
    // Nothing was written: the next message is a new one, with a key of its own.
    await this.store.save({ sending: null });
    if (problem.type === "proof_required" && this.#freshProofs < FRESH_PROOFS) {
      this.#freshProofs += 1;
      return this.attempt();
    }
    return { kind: "refused", problem };
  }

  /** @param {Problem} [problem] @param {number} [waitSeconds] @returns {Outcome} */
  #later(problem, waitSeconds) {
    const wait = waitSeconds ?? WAITS_SECONDS[Math.min(this.#failures, WAITS_SECONDS.length - 1)];
    this.#failures += 1;
    return { kind: "later", problem, waitSeconds: wait };
  }
}

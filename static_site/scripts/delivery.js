// One message on its way to the portal. What was handed to the network once is sent again with the same key and the
// same bytes until the portal has answered. Used by the complaint being filed and by every form of a file.
import { NetworkLost, Problem, newKey } from "./api.js";

const WAITS_SECONDS = [5, 10, 20, 40, 60];
/** Nobody on the way holds a message back for longer. */
const LONGEST_WAIT_SECONDS = 3600;
/** What may change in a message that still says the same: the proof of work, the state of the file it was written on. */
const VOLATILE = ["proof", "version"];

/**
 * @typedef {object} Sending what was handed to the network
 * @property {string} key
 * @property {string} bytes
 * @property {boolean} [doubtful] an attempt got no clear answer: it may have been carried out
 * @property {boolean} [stopped] a person was told that it is refused: it does not go out by itself
 * @property {string[]} [earlier] bytes that went out under the same key before
 */
/**
 * @typedef {object} Outcome what became of one attempt
 * @property {"sent" | "later" | "refused"} kind
 * @property {any} [result] sent: the API's answer
 * @property {Problem} [problem] refused, or later because the portal said so
 * @property {number} [waitSeconds] later: until the next attempt
 */

export class Delivery {
  /** @type {Sending | null} */
  sending = null;
  #failures = 0;

  /**
   * @param {(sending: Sending) => Promise<any>} post
   * @param {(sending: Sending | null) => unknown} keep called before the network sees anything, and after each answer
   */
  constructor(post, keep) {
    this.post = post;
    this.keep = keep;
  }

  /** Whether a message is to go out, or may have arrived without us knowing. */
  get isUnderWay() {
    return this.sending !== null && !this.sending.stopped;
  }

  /**
   * Take a message up. One that says what an earlier one said that may have arrived goes out under its key: then the
   * portal carries out one of them, never both.
   * @param {string} bytes
   */
  async write(bytes) {
    const before = this.sending;
    const { key, bytes: was, earlier = [] } = before ?? { key: "", bytes: "" };
    if (!before?.doubtful || !saysTheSame(was, bytes)) return this.#set({ key: newKey(), bytes });
    await this.#set({ key, bytes, doubtful: true, earlier: was === bytes ? earlier : [...earlier, was] });
  }

  /** @param {Sending | null} sending as it was kept */
  resume(sending) {
    this.sending = sending;
    this.#failures = 0;
  }

  /** One attempt. @returns {Promise<Outcome>} */
  async attempt() {
    const sending = /** @type {Sending} */ (this.sending);
    // Should the page go while the portal works, nobody knows what it did.
    await this.#set({ ...sending, doubtful: true, stopped: false });
    try {
      const result = await this.post(sending);
      // Every command is answered with the file's number; what has none was said by somebody on the way.
      return result?.number ? { kind: "sent", result } : this.#later();
    } catch (failure) {
      if (failure instanceof NetworkLost) return this.#later();
      if (!(failure instanceof Problem)) throw failure;
      if (failure.isUnclear) return this.#later(failure, this.#patience(failure));
      return this.#judge(failure, sending);
    }
  }

  /** A clear no to this attempt, which says nothing about an earlier one. @param {Problem} problem @param {Sending} before @returns {Promise<Outcome>} */
  async #judge(problem, before) {
    const { doubtful = false, earlier = [] } = before;
    await this.#set({ ...before, doubtful, stopped: false });
    if (problem.type === "throttled") return this.#later(problem, problem.retryAfterSeconds ?? undefined);
    if (problem.type !== "key_reused" || !earlier.length) return { kind: "refused", problem };
    // The portal has one of the earlier ones: the same bytes again give its answer.
    await this.#set({ ...before, bytes: earlier[earlier.length - 1], earlier: earlier.slice(0, -1) });
    return this.attempt();
  }

  /** The refusal was shown. Unless the message may have arrived earlier, the next one is new, with a key of its own. */
  async stop() {
    await this.#set(this.sending?.doubtful ? { ...this.sending, stopped: true } : null);
  }

  get #nextWait() {
    return WAITS_SECONDS[Math.min(this.#failures, WAITS_SECONDS.length - 1)];
  }

  /** As long as was asked for, within reason: the portal may not have said it. @param {Problem} problem */
  #patience({ retryAfterSeconds }) {
    return Math.min(Math.max(retryAfterSeconds ?? 0, this.#nextWait), LONGEST_WAIT_SECONDS);
  }

  /** @param {Problem} [problem] @param {number} [waitSeconds] @returns {Outcome} */
  #later(problem, waitSeconds = this.#nextWait) {
    this.#failures += 1;
    return { kind: "later", problem, waitSeconds };
  }

  /** @param {Sending | null} sending */
  async #set(sending) {
    this.sending = sending;
    await this.keep(sending);
  }
}

/** @param {string} one @param {string} other */
export function saysTheSame(one, other) {
  return contentOf(one) === contentOf(other);
}

/** What a message says, however often it was written. @param {string} bytes */
export function contentOf(bytes) {
  const content = JSON.parse(bytes);
  for (const field of VOLATILE) delete content[field];
  return JSON.stringify(content);
}

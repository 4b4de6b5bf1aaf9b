// Retries one command until the portal has answered, always with the same Idempotency-Key and the same bytes, so that it
// is carried out once. Used to file a complaint, and by every form of a complaint.
import { NetworkError, Problem, createKey } from "./api.js";

const RETRY_DELAYS_SECONDS = [5, 10, 20, 40, 60];
/** A proxy may ask for any Retry-After; we wait no longer than this. */
const MAX_WAIT_SECONDS = 3600;
/** Fields that may differ between two requests with the same content: the proof of work, the complaint's version. */
const VOLATILE = ["proof", "version"];

/**
 * @typedef {object} KeyedRequest a command with its Idempotency-Key
 * @property {string} key
 * @property {string} bytes
 * @property {boolean} [unconfirmed] an attempt got no clear answer: it may have been carried out
 * @property {boolean} [isRefused] a person was told that it is refused: it does not go out by itself
 * @property {string[]} [earlierBytes] bytes that went out under the same key before
 */
/**
 * @typedef {object} AttemptResult what became of one attempt
 * @property {"sent" | "later" | "refused"} kind
 * @property {any} [result] sent: the API's answer
 * @property {Problem} [problem] refused, or later because the portal said so
 * @property {number} [waitSeconds] later: until the next attempt
 */

export class Delivery {
  /** @type {KeyedRequest | null} */
  request = null;
  #failures = 0;

  /**
   * @param {(request: KeyedRequest) => Promise<any>} send
   * @param {(request: KeyedRequest | null) => unknown} save called before a request is sent, and after each answer
   */
  constructor(send, save) {
    this.send = send;
    this.save = save;
  }

  /** Whether a request is still to be sent, or may have arrived without an answer. */
  get isPending() {
    return this.request !== null && !this.request.isRefused;
  }

  /**
   * Prepare a request. If an unconfirmed one had the same content, the new one reuses its key: the portal then carries
   * out one of them, never both.
   * @param {string} bytes
   */
  async prepare(bytes) {
    const previous = this.request;
    const { key, bytes: previousBytes, earlierBytes = [] } = previous ?? { key: "", bytes: "" };
    if (!previous?.unconfirmed || !hasSameContent(previousBytes, bytes)) return this.#setRequest({ key: createKey(), bytes });
    await this.#setRequest({ key, bytes, unconfirmed: true, earlierBytes: previousBytes === bytes ? earlierBytes : [...earlierBytes, previousBytes] });
  }

  /** @param {KeyedRequest | null} request as it was kept */
  restore(request) {
    this.request = request;
    this.#failures = 0;
  }

  /** One attempt. @returns {Promise<AttemptResult>} */
  async attempt() {
    const request = /** @type {KeyedRequest} */ (this.request);
    // If the page is closed before the answer, the request may have been carried out: mark it before sending.
    await this.#setRequest({ ...request, unconfirmed: true, isRefused: false });
    try {
      const result = await this.send(request);
      // The portal answers every command with the complaint's number; an answer without one came from a proxy.
      return result?.number ? { kind: "sent", result } : this.#planRetry();
    } catch (failure) {
      if (failure instanceof NetworkError) return this.#planRetry();
      if (!(failure instanceof Problem)) throw failure;
      if (failure.isInconclusive) return this.#planRetry(failure, this.#retryDelay(failure));
      return this.#handleRefusal(failure, request);
    }
  }

  /** The portal refused this attempt, which says nothing about an earlier one. @param {Problem} problem @param {KeyedRequest} previous @returns {Promise<AttemptResult>} */
  async #handleRefusal(problem, previous) {
    const { unconfirmed = false, earlierBytes = [] } = previous;
    await this.#setRequest({ ...previous, unconfirmed, isRefused: false });
    if (problem.type === "throttled") return this.#planRetry(problem, problem.retryAfterSeconds ?? undefined);
    if (problem.type !== "key_reused" || !earlierBytes.length) return { kind: "refused", problem };
    // The portal carried out earlier bytes under this key: sending those again returns its answer.
    await this.#setRequest({ ...previous, bytes: earlierBytes[earlierBytes.length - 1], earlierBytes: earlierBytes.slice(0, -1) });
    return this.attempt();
  }

  /** After a refusal was shown. The next request gets a new key, unless this one may have arrived earlier. */
  async markRefused() {
    await this.#setRequest(this.request?.unconfirmed ? { ...this.request, isRefused: true } : null);
  }

  get #nextDelay() {
    return RETRY_DELAYS_SECONDS[Math.min(this.#failures, RETRY_DELAYS_SECONDS.length - 1)];
  }

  /** The Retry-After, within limits: it may be a proxy's. @param {Problem} problem */
  #retryDelay({ retryAfterSeconds }) {
    return Math.min(Math.max(retryAfterSeconds ?? 0, this.#nextDelay), MAX_WAIT_SECONDS);
  }

  /** @param {Problem} [problem] @param {number} [waitSeconds] @returns {AttemptResult} */
  #planRetry(problem, waitSeconds = this.#nextDelay) {
    this.#failures += 1;
    return { kind: "later", problem, waitSeconds };
  }

  /** @param {KeyedRequest | null} request */
  async #setRequest(request) {
    this.request = request;
    await this.save(request);
  }
}

/** @param {string} one @param {string} other */
export function hasSameContent(one, other) {
  return readContent(one) === readContent(other);
}

/** A request's body without its volatile fields. @param {string} bytes */
export function readContent(bytes) {
  const content = JSON.parse(bytes);
  for (const field of VOLATILE) delete content[field];
  return JSON.stringify(content);
}

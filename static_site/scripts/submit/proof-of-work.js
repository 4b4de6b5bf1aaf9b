// The proof of work (ALTCHA) against automated floods: no puzzle for people. It is computed off the main thread while
// the citizen checks, and each one is valid once.
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { get } from "../api.js";

// Challenges are good for an hour by the server's clock. Measured from their arrival: a phone's clock may be an hour off.
const VALID_FOR_MILLISECONDS = 50 * 60_000;

/** @param {any} challenge as GET /api/challenge gives it @returns {Promise<string>} what POST /api/complaints wants */
export async function createProof(challenge) {
  const solution = await solveChallenge({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}

export class ProofOfWork {
  /** @type {Promise<{ payload: string, goodUntil: number }> | null} */
  #prepared = null;

  /** Begin now; a failure shows only when the proof is taken. */
  prepare() {
    const prepared = this.#prepared ?? this.#create();
    this.#prepared = prepared;
    prepared.catch(() => (this.#prepared = null));
    return prepared;
  }

  /** The prepared proof, or a new one if there is none or it is too old. @returns {Promise<string>} */
  async take() {
    const prepared = this.prepare();
    const { payload, goodUntil } = await prepared;
    this.#prepared = null;
    return performance.now() < goodUntil ? payload : (await this.#create()).payload;
  }

  async #create() {
    const challenge = await get("/challenge");
    const goodUntil = performance.now() + VALID_FOR_MILLISECONDS;
    return { payload: await createProof(challenge), goodUntil };
  }
}

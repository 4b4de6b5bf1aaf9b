// The proof of work that keeps machines from flooding the portal: no puzzle for people. It is prepared while the
// citizen checks, off the main thread, and each one serves once.
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { get } from "../api.js";

// Challenges are good for an hour by the server's clock. Measured from their arrival: a phone's clock may be an hour off.
const GOOD_FOR_MILLISECONDS = 50 * 60_000;

/** @param {any} challenge as GET /api/challenge gives it @returns {Promise<string>} what POST /api/complaints wants */
export async function solve(challenge) {
  const solution = await solveChallenge({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}

export class Proof {
  /** @type {Promise<{ payload: string, goodUntil: number }> | null} */
  #prepared = null;

  /** Begin now; a failure shows only when the proof is taken. */
  prepare() {
    const prepared = this.#prepared ?? this.#make();
    this.#prepared = prepared;
    prepared.catch(() => (this.#prepared = null));
    return prepared;
  }

  /** The prepared proof, or a new one if there is none or it is too old. @returns {Promise<string>} */
  async take() {
    const prepared = this.prepare();
    const { payload, goodUntil } = await prepared;
    this.#prepared = null;
    return performance.now() < goodUntil ? payload : (await this.#make()).payload;
  }

  async #make() {
    const challenge = await get("/challenge");
    const goodUntil = performance.now() + GOOD_FOR_MILLISECONDS;
    return { payload: await solve(challenge), goodUntil };
  }
}

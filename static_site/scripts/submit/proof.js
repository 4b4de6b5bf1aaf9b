// The proof of work that keeps machines from flooding the portal: no puzzle for people. It is prepared while the
// citizen checks, off the main thread, and each one serves once.
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { get } from "../api.js";

const EARLY_SECONDS = 60;

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
    return Date.now() < goodUntil ? payload : this.take();
  }

  async #make() {
    const challenge = await get("/challenge");
    const expires = challenge.parameters.expiresAt;
    const goodUntil = expires ? (expires - EARLY_SECONDS) * 1000 : Number.POSITIVE_INFINITY;
    return { payload: await solve(challenge), goodUntil };
  }
}

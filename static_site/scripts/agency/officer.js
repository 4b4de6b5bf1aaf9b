// The officer's calls. A session that has ended is renewed with the link this tab still holds, and the call goes on.
import { Problem, get, post } from "../api.js";
import { agencySession } from "../session.js";
import { forgetLink, keepLink, keptLink } from "./link.js";

/** @typedef {import("../session.js").AgencySession} AgencySession */

/** What ends the work: the link itself no longer opens anything. */
export const LINK_PROBLEMS = ["link_expired", "link_revoked", "link_invalid", "session_expired"];

export class Officer {
  /** @returns {AgencySession | null} */
  get session() {
    return agencySession.current();
  }

  /** Whether this tab can go on without the officer's opening the link again. */
  get isKnown() {
    return this.session !== null || keptLink() !== "";
  }

  /** @param {string} link @returns {Promise<AgencySession>} */
  async open(link) {
    const session = await post("/agency/sessions", { body: { link } });
    agencySession.save(session);
    keepLink(link);
    return session;
  }

  /** @returns {Promise<AgencySession>} */
  async current() {
    const session = this.session;
    if (session) return session;
    const link = keptLink();
    if (!link) throw new Problem({ type: "session_expired", title: "", status: 401 });
    return this.open(link);
  }

  /** @param {string} path below /api/agency */
  get(path) {
    return this.#renewing((token) => get(`/agency${path}`, { token }));
  }

  /** @param {string} path below /api/agency @param {import("../api.js").Options} options */
  post(path, options) {
    return this.#renewing((token) => post(`/agency${path}`, { ...options, token }));
  }

  leave() {
    agencySession.forget();
    forgetLink();
  }

  /** @template Answer @param {(token: string) => Promise<Answer>} call @returns {Promise<Answer>} */
  async #renewing(call) {
    const { token } = await this.current();
    try {
      return await call(token);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.type !== "session_expired") throw failure;
      agencySession.forget();
      return call((await this.current()).token);
    }
  }
}

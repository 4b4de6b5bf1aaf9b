// The officer's API calls. An expired session is renewed with the link saved in this tab, and the call is repeated.
import { Problem, get, post } from "../api.js";
import { agencySession } from "../session.js";
import { deleteSavedLink, saveLink, readSavedLink } from "./signed-link.js";

/** @typedef {import("../session.js").AgencySession} AgencySession */

/** Problem types after which the link itself opens nothing any more. */
export const LINK_PROBLEMS = ["link_expired", "link_revoked", "link_invalid", "session_expired"];

export class OfficerClient {
  /** @returns {AgencySession | null} */
  get session() {
    return agencySession.read();
  }

  /** Whether this tab has a session, or a link to open one with. */
  get hasSession() {
    return this.session !== null || readSavedLink() !== "";
  }

  /** @param {string} link @returns {Promise<AgencySession>} */
  async openSession(link) {
    const session = await post("/agency/sessions", { body: { link } });
    agencySession.save(session);
    saveLink(link);
    return session;
  }

  /** @returns {Promise<AgencySession>} */
  async getSession() {
    const session = this.session;
    if (session) return session;
    const link = readSavedLink();
    if (!link) throw new Problem({ type: "session_expired", title: "", status: 401 });
    return this.openSession(link);
  }

  /** @param {string} path below /api/agency */
  get(path) {
    return this.#callWithSession((token) => get(`/agency${path}`, { token }));
  }

  /** @param {string} path below /api/agency @param {import("../api.js").Options} options */
  post(path, options) {
    return this.#callWithSession((token) => post(`/agency${path}`, { ...options, token }));
  }

  signOut() {
    agencySession.clear();
    deleteSavedLink();
  }

  /** @template Answer @param {(token: string) => Promise<Answer>} call @returns {Promise<Answer>} */
  async #callWithSession(call) {
    const { token } = await this.getSession();
    try {
      return await call(token);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.type !== "session_expired") throw failure;
      agencySession.clear();
      return call((await this.getSession()).token);
    }
  }
}

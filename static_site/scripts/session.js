// The sessions of this tab, gone when it closes: the citizen's and the agency's. They outlive a change of language.

/** @typedef {{ token: string, expires_at: string, number: string }} CitizenSession */
/** @typedef {{ token: string, expires_at: string, scope: "complaint" | "queue", number: string | null, agency: { id: string, names: Record<string, string> }, mailbox: { role: string } }} AgencySession */

/**
 * @template {{ expires_at: string }} Session
 * @param {string} name
 */
function createSessionStore(name) {
  const key = `portal-${name}`;
  return {
    /** @param {Session} session */
    save(session) {
      sessionStorage.setItem(key, JSON.stringify(session));
    },
    /** The saved session, perhaps expired: only the server decides, since a phone's clock may be wrong. @returns {Session | null} */
    read() {
      const saved = sessionStorage.getItem(key);
      return saved ? JSON.parse(saved) : null;
    },
    clear() {
      sessionStorage.removeItem(key);
    },
  };
}

export const citizenSession = /** @type {ReturnType<typeof createSessionStore<CitizenSession>>} */ (createSessionStore("citizen"));
export const agencySession = /** @type {ReturnType<typeof createSessionStore<AgencySession>>} */ (createSessionStore("agency"));

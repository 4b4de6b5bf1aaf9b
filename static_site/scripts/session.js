// The sessions of this tab, gone when it closes: the citizen's and the agency's. They outlive a change of language.

/** @typedef {{ token: string, expires_at: string, number: string }} CitizenSession */
/** @typedef {{ token: string, expires_at: string, scope: "complaint" | "queue", number: string | null, agency: { id: string, names: Record<string, string> }, mailbox: { role: string } }} AgencySession */

/**
 * @template {{ expires_at: string }} Session
 * @param {string} name
 */
function keeper(name) {
  const entry = `portal-${name}`;
  return {
    /** @param {Session} session */
    save(session) {
      sessionStorage.setItem(entry, JSON.stringify(session));
    },
    /** The kept session. Whether it has ended is for the server to say: a phone's clock may be off. @returns {Session | null} */
    current() {
      const kept = sessionStorage.getItem(entry);
      return kept ? JSON.parse(kept) : null;
    },
    forget() {
      sessionStorage.removeItem(entry);
    },
  };
}

export const citizenSession = /** @type {ReturnType<typeof keeper<CitizenSession>>} */ (keeper("citizen"));
export const agencySession = /** @type {ReturnType<typeof keeper<AgencySession>>} */ (keeper("agency"));

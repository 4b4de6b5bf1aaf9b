// The types of the API's complaint (ComplaintView and OfficerView of its OpenAPI document). No code.

/** @typedef {{ ar: string, fr: string }} Names */
/** @typedef {{ id: string, names: Names }} Agency */
/** @typedef {{ region: string, province: string | null, commune: string | null, names: Names }} Place */

/** @typedef {{ file_id: string, name: string, size_bytes: number, state: string, reason?: string | null }} ComplaintFile */

/**
 * @typedef {object} TimelineEntry one event of the history
 * @property {number} seq
 * @property {string} at
 * @property {string} action
 * @property {string} by
 * @property {Agency | null} [agency]
 * @property {Agency | null} [from_agency]
 * @property {string | null} [text]
 * @property {string | null} [outcome]
 * @property {string | null} [ground]
 * @property {string | null} [remedy]
 * @property {string | null} [promised_on]
 * @property {number | null} [score]
 * @property {boolean | null} [kept]
 * @property {ComplaintFile[]} [files]
 */

/**
 * @typedef {object} ComplaintHead a complaint in a list
 * @property {string} number
 * @property {string} kind
 * @property {string} status
 * @property {number} look
 * @property {Agency} agency
 * @property {string} filed_at
 * @property {string} due_on
 * @property {number | null} days_left
 * @property {string} awaiting
 * @property {Place} place
 * @property {number} version
 */

/**
 * @typedef {object} Answer
 * @property {number} seq
 * @property {string} at
 * @property {Agency} agency
 * @property {string} outcome
 * @property {string | null} ground
 * @property {string} reasons
 * @property {string | null} remedy
 * @property {string | null} promised_on
 * @property {boolean | null} kept
 * @property {string} reopen_until
 */

/**
 * @typedef {ComplaintHead & {
 *   subject: string, facts: string, wish: string | null, timeline: TimelineEntry[], files?: ComplaintFile[], answer: Answer | null, may: string[],
 *   rating: { score: number, comment: string | null, at: string } | null,
 *   notes?: { seq: number, at: string, text: string }[],
 *   citizen?: { name: string | null, email: string | null, phone: string | null, language: string, confidential: boolean },
 * }} Complaint
 */

export {};

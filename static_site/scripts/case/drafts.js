// What somebody typed for a file, kept for this tab: a reload, a language change, an ended session lose nothing, and a
// shared computer keeps nothing once the tab is closed.

const PREFIX = "portal-draft";

/** @typedef {{ answers: import("../submit/draft.js").Answers, sending: import("../delivery.js").Sending | null, files?: import("../files/queue.js").Kept[] }} ActDraft */

/** @param {string} number @param {string} act */
function entryOf(number, act) {
  return `${PREFIX}-${number}-${act}`;
}

/** @param {string} number @param {string} act @param {ActDraft} draft */
export function keepDraft(number, act, draft) {
  const isEmpty = !draft.sending && !draft.files?.length && Object.values(draft.answers).every((answer) => !answer);
  if (isEmpty) forgetDraft(number, act);
  else sessionStorage.setItem(entryOf(number, act), JSON.stringify(draft));
}

/** @param {string} number @param {string} act @returns {ActDraft | null} */
export function readDraft(number, act) {
  return JSON.parse(sessionStorage.getItem(entryOf(number, act)) ?? "null");
}

/** @param {string} number @param {string} act */
export function forgetDraft(number, act) {
  sessionStorage.removeItem(entryOf(number, act));
}

/** Whoever comes next to this device finds nothing. */
export function forgetAllDrafts() {
  for (const entry of Object.keys(sessionStorage)) {
    if (entry.startsWith(`${PREFIX}-`)) sessionStorage.removeItem(entry);
  }
}

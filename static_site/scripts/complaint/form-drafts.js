// Drafts of a complaint's forms in sessionStorage: a reload, another language or an expired session lose nothing, and
// nothing is left on a shared computer once the tab is closed.

const KEY_PREFIX = "portal-draft";

/** @typedef {{ values: import("../submit/draft.js").FormValues, request: import("../delivery.js").KeyedRequest | null, files?: import("../files/upload-queue.js").SavedUpload[] }} FormDraft */

/** @param {string} number @param {string} form */
function storageKey(number, form) {
  return `${KEY_PREFIX}-${number}-${form}`;
}

/** @param {string} number @param {string} form @param {FormDraft} draft */
export function saveFormDraft(number, form, draft) {
  const isEmpty = !draft.request && !draft.files?.length && Object.values(draft.values).every((answer) => !answer);
  if (isEmpty) deleteFormDraft(number, form);
  else sessionStorage.setItem(storageKey(number, form), JSON.stringify(draft));
}

/** @param {string} number @param {string} form @returns {FormDraft | null} */
export function readFormDraft(number, form) {
  return JSON.parse(sessionStorage.getItem(storageKey(number, form)) ?? "null");
}

/** @param {string} number @param {string} form */
export function deleteFormDraft(number, form) {
  sessionStorage.removeItem(storageKey(number, form));
}

/** Leave nothing for the next user of this device. */
export function deleteAllFormDrafts() {
  for (const entry of Object.keys(sessionStorage)) {
    if (entry.startsWith(`${KEY_PREFIX}-`)) sessionStorage.removeItem(entry);
  }
}

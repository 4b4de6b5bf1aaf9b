// The signed link: read from the address, decoded, removed from the address bar, kept for this tab.

import { isComplaintNumber } from "../number.js";

const STORAGE_KEY = "portal-agency-link";
/** Mail scanners and gateways write # as %23, some of them twice. */
const ESCAPED_HASH = /%2523|%23/gi;
/** A shorter string can't hold a signature. */
const MIN_LENGTH_CHARACTERS = 25;

/** @typedef {{ number: string | null, agency: string }} LinkClaims not verified */

/** The link in the page's address, or empty. */
export function readLinkFromAddress() {
  const fragment = readFragment();
  return fragment.length < MIN_LENGTH_CHARACTERS ? "" : fragment;
}

/** Whether the fragment is too short for a link, and no number of a complaint in the queue either. */
export function isLinkTruncated() {
  const fragment = readFragment();
  return fragment !== "" && fragment.length < MIN_LENGTH_CHARACTERS && !isComplaintNumber(fragment);
}

/** The fragment of the address; empty when it is the id of an element, such as the skip link's target. */
function readFragment() {
  const { href } = window.location;
  const fragment = href.replace(ESCAPED_HASH, "#").split("#").slice(1).filter(Boolean).at(-1) ?? "";
  return document.getElementById(fragment) ? "" : fragment;
}

/** The link must not stay in the history of a shared computer, nor on somebody's screenshot. */
export function removeLinkFromAddress() {
  history.replaceState(null, "", window.location.pathname.replace(/(?:%2523|%23).*/i, ""));
}

/** The link's payload, not verified: only the portal can check its signature. @param {string} link @returns {LinkClaims | null} */
export function decodeLink(link) {
  try {
    const payload = link.split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
    const { n: number, a: agency } = JSON.parse(atob(payload));
    return typeof agency === "string" ? { number: number ?? null, agency } : null;
  } catch {
    return null;
  }
}

/** Save it in this tab, to renew an expired session with it. @param {string} link */
export function saveLink(link) {
  sessionStorage.setItem(STORAGE_KEY, link);
}

export function readSavedLink() {
  return sessionStorage.getItem(STORAGE_KEY) ?? "";
}

export function deleteSavedLink() {
  sessionStorage.removeItem(STORAGE_KEY);
}

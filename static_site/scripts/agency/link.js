// The signed link: where it stands in the address, what it says about itself, and that it leaves the address bar.

import { isNumber } from "../number.js";

const ENTRY = "portal-agency-link";
/** Mail scanners and gateways write # as %23, some of them twice. */
const MANGLED = /%2523|%23/gi;
/** Characters: what is shorter holds no signature. */
const SHORTEST = 25;

/** @typedef {{ number: string | null, agency: string }} Said what a link says; only the portal knows whether it is true */

/** The link in the page's address, or empty. */
export function linkInAddress() {
  const fragment = fragmentInAddress();
  return fragment.length < SHORTEST ? "" : fragment;
}

/** Whether something stands where a link should that can't be one. A file of the queue may stand there too. */
export function isLinkCutOff() {
  const fragment = fragmentInAddress();
  return fragment !== "" && fragment.length < SHORTEST && !isNumber(fragment);
}

/** What follows the page's address. A place of the page itself (the skip link's) is nothing. */
function fragmentInAddress() {
  const { href } = window.location;
  const fragment = href.replace(MANGLED, "#").split("#").slice(1).filter(Boolean).at(-1) ?? "";
  return document.getElementById(fragment) ? "" : fragment;
}

/** The link must not stay in the history of a shared computer, nor on somebody's screenshot. */
export function removeLinkFromAddress() {
  history.replaceState(null, "", window.location.pathname.replace(/(?:%2523|%23).*/i, ""));
}

/** What a link says about itself, without asking anybody. @param {string} link @returns {Said | null} */
export function saidBy(link) {
  try {
    const payload = link.split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
    const { n: number, a: agency } = JSON.parse(atob(payload));
    return typeof agency === "string" ? { number: number ?? null, agency } : null;
  } catch {
    return null;
  }
}

/** For this tab: an ended session is renewed with it. @param {string} link */
export function keepLink(link) {
  sessionStorage.setItem(ENTRY, link);
}

export function keptLink() {
  return sessionStorage.getItem(ENTRY) ?? "";
}

export function forgetLink() {
  sessionStorage.removeItem(ENTRY);
}

// The complaint's number in the address's fragment, where mails and the confirmation put it.

/** As written there; empty when the fragment is the id of an element, such as the skip link's target. */
export function readNumberFromAddress() {
  const fragment = decodeFragment(window.location.hash.slice(1));
  return document.getElementById(fragment) ? "" : fragment;
}

/** @param {string} fragment */
function decodeFragment(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

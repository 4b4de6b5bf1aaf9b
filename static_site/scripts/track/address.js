// The number that stands behind # in the address, as a mail or the confirmation put it there.

/** As it is written there, or empty; a place of the page itself (the skip link's) is none. */
export function numberInAddress() {
  const fragment = readable(window.location.hash.slice(1));
  return document.getElementById(fragment) ? "" : fragment;
}

/** @param {string} fragment */
function readable(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

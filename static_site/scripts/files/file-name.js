// A file's name: under another ending, and as it is shown.

/** The name with the ending of what the file is now. @param {string} name @param {string} extension */
export function replaceExtension(name, extension) {
  return `${name.replace(/\.\w{1,5}$/, "")}.${extension}`;
}

/**
 * For the eye alone: after letters that run from right to left a mark keeps a number and the ending in their order, or
 * "… 45.pdf" would read "pdf.45 …"; an ending without a number reads well as it is. @param {string} name
 */
export function formatFileName(name) {
  return name.replace(/([\u0590-\u08ff] *)(\d[\d ._-]*\.\w{1,5})$/, "$1\u200e$2");
}

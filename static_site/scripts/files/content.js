// What a file is by its first bytes. Browsers go by its name, and chat applications save a WebP as .jpg: announced as
// what it is not, the portal would refuse it. Only kinds whose beginning leaves no doubt; the portal looks at the rest.
import { renamed } from "./name.js";

const LONGEST_BEGINNING_BYTES = 12;
const ANY = -1;
/** @type {{ type: string, ending: string, begins: number[] }[]} */
export const KINDS = [
  { type: "image/jpeg", ending: "jpg", begins: [0xff, 0xd8, 0xff] },
  { type: "image/png", ending: "png", begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/webp", ending: "webp", begins: [0x52, 0x49, 0x46, 0x46, ANY, ANY, ANY, ANY, 0x57, 0x45, 0x42, 0x50] },
  { type: "application/pdf", ending: "pdf", begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
];

/** The file under the type and ending of its content. @param {File} file @returns {Promise<File>} the same where that is so, or not certain */
export async function asItIs(file) {
  const bytes = await beginningOf(file);
  const kind = KINDS.find(({ begins }) => begins.every((byte, at) => byte === ANY || byte === bytes[at]));
  if (!kind || kind.type === file.type) return file;
  return new File([file], renamed(file.name, kind.ending), { type: kind.type, lastModified: file.lastModified });
}

/** Empty of a file that the device can no longer read: that is said when it is to be sent. @param {Blob} file */
async function beginningOf(file) {
  const buffer = await file.slice(0, LONGEST_BEGINNING_BYTES).arrayBuffer().catch(() => new ArrayBuffer(0));
  return new Uint8Array(buffer);
}

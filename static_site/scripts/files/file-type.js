// A file's type by its magic bytes. Browsers go by its name, and chat applications save a WebP as .jpg, which the portal
// would reject. Only types with unambiguous signatures; the portal checks the rest.
import { replaceExtension } from "./file-name.js";

const SIGNATURE_BYTES = 12;
const ANY = -1;
/** @type {{ type: string, extension: string, signature: number[] }[]} */
export const SIGNATURES = [
  { type: "image/jpeg", extension: "jpg", signature: [0xff, 0xd8, 0xff] },
  { type: "image/png", extension: "png", signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/webp", extension: "webp", signature: [0x52, 0x49, 0x46, 0x46, ANY, ANY, ANY, ANY, 0x57, 0x45, 0x42, 0x50] },
  { type: "application/pdf", extension: "pdf", signature: [0x25, 0x50, 0x44, 0x46, 0x2d] },
];

/** The file under the type and ending of its content. @param {File} file @returns {Promise<File>} the same where that is so, or not certain */
export async function correctFileType(file) {
  const bytes = await readFirstBytes(file);
  const kind = SIGNATURES.find(({ signature }) => signature.every((byte, at) => byte === ANY || byte === bytes[at]));
  if (!kind || kind.type === file.type) return file;
  return new File([file], replaceExtension(file.name, kind.extension), { type: kind.type, lastModified: file.lastModified });
}

/** Empty when the device can no longer read the file: that is reported when it is uploaded. @param {Blob} file */
async function readFirstBytes(file) {
  const buffer = await file.slice(0, SIGNATURE_BYTES).arrayBuffer().catch(() => new ArrayBuffer(0));
  return new Uint8Array(buffer);
}

// What may be attached: types, size, number. Checked before anything is sent; the portal checks again. The source is
// chalicelib/attachments/model.py; tests/site/test_file_rules.py compares them.
import { t } from "../texts.js";
import { isLargePhoto } from "./shrink-photo.js";
import { formatSize } from "./file-size.js";

export const LIMIT_FILES = 10;
export const LIMIT_BYTES = 10 * 1024 * 1024;
/** No phone takes larger photos, and decoding one would take too long. */
const LIMIT_PHOTO_BYTES = 4 * LIMIT_BYTES;

export const TYPES = ["image/jpeg", "image/png", "image/webp", "application/pdf", "audio/webm", "audio/mp4", "audio/mpeg"];
/** What some browsers call them. @type {Record<string, string>} */
export const TYPE_ALIASES = { "image/jpg": "image/jpeg", "audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/mp3": "audio/mpeg" };
/** For browsers that give no type; .webm and .mp4 are missing because they are often films. @type {Record<string, string>} */
export const TYPES_BY_EXTENSION = {
  jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp", pdf: "application/pdf",
  m4a: "audio/mp4", mp3: "audio/mpeg",
};

/** The type as the API calls it; empty where it is not taken. @param {{ name: string, type: string }} file */
export function normaliseType({ name, type }) {
  const plain = type.split(";")[0].trim().toLowerCase();
  if (!plain) return TYPES_BY_EXTENSION[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "";
  const meant = TYPE_ALIASES[plain] ?? plain;
  return TYPES.includes(meant) ? meant : "";
}

/** Why this file can't be attached; empty if it can, or if it may once it is smaller. @param {{ name: string, type: string, size: number }} file @param {number} before how many there are */
export function findFileError(file, before) {
  if (!normaliseType(file)) return t("This kind of file is not accepted. Choose a photo (JPEG, PNG, WebP), a PDF or a voice note.");
  if (file.size === 0) return t("This file is empty.");
  if (file.size > (isLargePhoto(file) ? LIMIT_PHOTO_BYTES : LIMIT_BYTES)) return describeTooLarge(file.size);
  return before >= LIMIT_FILES ? t("There are already 10 files, which is the most that can go with one message.") : "";
}

/** @param {number} bytes */
export function describeTooLarge(bytes) {
  return t("It is too large ({size}). A file may have at most 10 MB.", { size: formatSize(bytes) });
}

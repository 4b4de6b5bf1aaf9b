// What may be attached: kinds, size, number. Said before anything is sent; the portal looks again. The source is
// chalicelib/attachments/model.py: tests/site/test_file_rules.py compares.
import { t } from "../texts.js";
import { isHeavyPhoto } from "./lighten.js";
import { sizeInWords } from "./size.js";

export const LIMIT_FILES = 10;
export const LIMIT_BYTES = 10 * 1024 * 1024;
/** A photo beyond this is none that a phone takes; it would not be opened in time either. */
const LIMIT_PHOTO_BYTES = 4 * LIMIT_BYTES;

export const TYPES = ["image/jpeg", "image/png", "image/webp", "application/pdf", "audio/webm", "audio/mp4", "audio/mpeg"];
/** What some browsers call them. @type {Record<string, string>} */
export const OTHER_NAMES = { "image/jpg": "image/jpeg", "audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/mp3": "audio/mpeg" };
/** For browsers that do not say; .webm and .mp4 are films as often. @type {Record<string, string>} */
export const ENDINGS = {
  jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp", pdf: "application/pdf",
  m4a: "audio/mp4", mp3: "audio/mpeg",
};

/** The type as the API calls it; empty where it is not taken. @param {{ name: string, type: string }} file */
export function typeOf({ name, type }) {
  const plain = type.split(";")[0].trim().toLowerCase();
  if (!plain) return ENDINGS[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "";
  const meant = OTHER_NAMES[plain] ?? plain;
  return TYPES.includes(meant) ? meant : "";
}

/** Why this file can't be attached; empty if it can, or if it may once it is smaller. @param {{ name: string, type: string, size: number }} file @param {number} before how many there are */
export function reasonAgainst(file, before) {
  if (!typeOf(file)) return t("This kind of file is not accepted. Choose a photo (JPEG, PNG, WebP), a PDF or a voice note.");
  if (file.size === 0) return t("This file is empty.");
  if (file.size > (isHeavyPhoto(file) ? LIMIT_PHOTO_BYTES : LIMIT_BYTES)) return tooLarge(file.size);
  return before >= LIMIT_FILES ? t("There are already 10 files, which is the most that can go with one message.") : "";
}

/** @param {number} bytes */
export function tooLarge(bytes) {
  return t("It is too large ({size}). A file may have at most 10 MB.", { size: sizeInWords(bytes) });
}

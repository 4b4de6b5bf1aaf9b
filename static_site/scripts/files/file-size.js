// A file's size in words, as people know it from their phones. MB are those of the limit, 1,048,576 bytes, and rounded
// up: a file beyond the limit never reads as if it were within.
import { t } from "../texts.js";

const KB = 1024;
const MB = KB * KB;

/** @param {number} bytes */
export function formatSize(bytes) {
  if (bytes < KB) return t("less than 1 KB");
  const kb = Math.round(bytes / KB);
  if (kb < KB) return t("{size} KB", { size: kb });
  const tenths = Math.ceil((bytes / MB) * 10);
  return t("{whole}.{tenth} MB", { whole: Math.floor(tenths / 10), tenth: tenths % 10 });
}

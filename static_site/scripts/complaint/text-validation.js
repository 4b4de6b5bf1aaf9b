// Validates a text before it is sent: missing, too short, too long. Lengths are counted as the API counts them.
import { n } from "../texts.js";

/** @typedef {import("../error-summary.js").FieldError} FieldError */

/**
 * @param {import("../submit/draft.js").FormValues} values
 * @param {{ field: string, limit: number, least?: number, missing?: string }} rule missing: the message; without it the text is optional
 * @returns {FieldError[]}
 */
export function validateText(values, { field, limit, least = 0, missing = "" }) {
  const length = Array.from((values[field] ?? "").trim()).length;
  if (length === 0) return missing ? [{ field, message: missing }] : [];
  if (length < least) {
    return [{ field, message: n("Write at least {count} character", "Write at least {count} characters", least) }];
  }
  const excess = length - limit;
  return excess > 0 ? [{ field, message: n("Shorten this text by {count} character", "Shorten this text by {count} characters", excess) }] : [];
}

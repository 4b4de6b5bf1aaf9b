// Validates the form of an email address. Only the portal knows whether it is the right one.
import { t } from "../texts.js";

/** The error message, or empty. @param {string} typed */
export function validateEmail(typed) {
  const email = typed.trim();
  if (!email) return t("Enter your email address");
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email) ? "" : t("Enter an email address like name@example.com");
}

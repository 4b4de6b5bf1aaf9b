// Whether what was typed can be an email address at all. The portal alone knows whether it is the right one.
import { t } from "../texts.js";

/** What is wrong, or empty. @param {string} typed */
export function emailError(typed) {
  const email = typed.trim();
  if (!email) return t("Enter your email address");
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email) ? "" : t("Enter an email address like name@example.com");
}

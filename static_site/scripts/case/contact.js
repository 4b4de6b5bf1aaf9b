// Who filed, and how to reach that person: what both sides read of it.
import { element } from "../elements.js";
import { leftToRight, t } from "../texts.js";
import { languageInWords } from "./words.js";

/** @typedef {NonNullable<import("./view.js").View["citizen"]>} Contact */
/** @typedef {import("./words.js").Reader} Reader */

/** @param {Contact} citizen @param {Reader} reader @returns {HTMLElement[]} */
export function contactRows({ name, email, phone, language, confidential }, reader) {
  const isOfficer = reader === "officer";
  const reached = (/** @type {string} */ scheme, /** @type {string} */ text) => (isOfficer ? linkTo(`${scheme}:${text}`, text) : leftToRight(text));
  const identity = confidential ? t("Confidential: the administration will not see it") : t("Shown to the administration");
  return [
    ...(name ? [row(t("Name"), element("bdi", "", name))] : []),
    ...(email ? [row(t("Email address"), reached("mailto", email))] : []),
    ...(phone ? [row(t("Telephone"), reached("tel", phone))] : []),
    row(isOfficer ? t("Language of the citizen") : t("Language of our mails"), element("bdi", "", languageInWords(language))),
    ...(isOfficer ? [] : [row(t("Identity"), identity)]),
  ];
}

/** @param {string} key @param {string | Node} value */
function row(key, value) {
  const line = element("div", "govuk-summary-list__row");
  line.append(element("dt", "govuk-summary-list__key", key), element("dd", "govuk-summary-list__value", value));
  return line;
}

/** @param {string} address @param {string} text */
function linkTo(address, text) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "govuk-link", leftToRight(text)));
  link.href = address;
  return link;
}

// Who filed, and how to reach that person: what both sides read of it.
import { createElement } from "../elements.js";
import { isolateLeftToRight, t } from "../texts.js";
import { describeLanguage } from "./words.js";

/** @typedef {NonNullable<import("./api-types.js").Complaint["citizen"]>} Contact */
/** @typedef {import("#words").ReaderWords["reader"]} Reader */

/** @param {Contact} citizen @param {Reader} reader @returns {HTMLElement[]} */
export function createContactRows({ name, email, phone, language, confidential }, reader) {
  const isOfficer = reader === "officer";
  const createReachable = (/** @type {string} */ scheme, /** @type {string} */ text) => (isOfficer ? createLink(`${scheme}:${text}`, text) : isolateLeftToRight(text));
  const identity = confidential ? t("Confidential: the administration will not see it") : t("Shown to the administration");
  return [
    ...(name ? [createRow(t("Name"), createElement("bdi", "", name))] : []),
    ...(email ? [createRow(t("Email address"), createReachable("mailto", email))] : []),
    ...(phone ? [createRow(t("Telephone"), createReachable("tel", phone))] : []),
    createRow(isOfficer ? t("Language of the citizen") : t("Language of our mails"), createElement("bdi", "", describeLanguage(language))),
    ...(isOfficer ? [] : [createRow(t("Identity"), identity)]),
  ];
}

/** @param {string} key @param {string | Node} value */
function createRow(key, value) {
  const line = createElement("div", "govuk-summary-list__row");
  line.append(createElement("dt", "govuk-summary-list__key", key), createElement("dd", "govuk-summary-list__value", value));
  return line;
}

/** @param {string} address @param {string} text */
function createLink(address, text) {
  const link = /** @type {HTMLAnchorElement} */ (createElement("a", "govuk-link", isolateLeftToRight(text)));
  link.href = address;
  return link;
}

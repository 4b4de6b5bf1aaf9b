// Texts for people. Write the English text as one literal in double quotes, with values in braces; the build puts the
// page's language in its place (tools/texts.mjs), and `make texts` collects it for the catalogs.
import { plural } from "#language";

/** @typedef {Record<string, string | number>} Values */

/** @param {string} text @param {Values} [values] */
export function t(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? String(values[name]) : placeholder));
}

/**
 * The text for a count: its one-form, its many-form, the count, which is always among the values.
 * @param {string | string[]} one @param {string} many @param {number} count @param {Values} [values]
 */
export function n(one, many, count, values = {}) {
  const forms = Array.isArray(one) ? one : [one, many];
  return t(forms[plural(Math.abs(count))], { count, ...values });
}

/**
 * A text whose values are elements (a number in <bdi>, a link), as a fragment ready to append.
 * @param {string} text as t() returns it, placeholders still in it @param {Record<string, Node | string>} values
 */
export function buildSentence(text, values) {
  const fragment = document.createDocumentFragment();
  for (const [index, part] of text.split(/\{(\w+)\}/).entries()) {
    fragment.append(index % 2 ? values[part] : part);
  }
  return fragment;
}

/** A number, email or phone: left to right whatever stands around it. @param {string} text */
export function isolateLeftToRight(text) {
  const element = document.createElement("bdi");
  element.dir = "ltr";
  element.textContent = text;
  return element;
}

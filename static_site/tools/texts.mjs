// Puts the translations into a script: t("English") becomes t("Français"), n("one", "many", …) becomes n([forms], "", …).
// A text without translation stays English. Babel's extractor collects the same calls (messages.py).

const LITERAL = String.raw`"(?:[^"\\\n]|\\.)*"`;
const ONE = new RegExp(String.raw`\bt\(\s*(${LITERAL})`, "g");
const SEVERAL = new RegExp(String.raw`\bn\(\s*(${LITERAL}),\s*(${LITERAL})`, "g");

/** @param {string} source @param {Record<string, string | string[]>} texts */
export function bakeTexts(source, texts) {
  return source
    .replace(ONE, (call, literal) => {
      const text = texts[JSON.parse(literal)];
      return typeof text === "string" ? `t(${JSON.stringify(text)}` : call;
    })
    .replace(SEVERAL, (call, one, many) => {
      const forms = texts[JSON.parse(one)];
      return Array.isArray(forms) ? `n(${JSON.stringify(forms)}, ""` : `n([${one}, ${many}], ""`;
    });
}

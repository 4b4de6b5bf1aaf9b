import assert from "node:assert/strict";
import { test } from "node:test";
import { n, t } from "../../../static_site/scripts/texts.js";
import { bakeTexts } from "../../../static_site/tools/texts.mjs";

test("values are put in, unknown placeholders stay", () => {
  assert.equal(t("Step {number} of {all}", { number: 2 }), "Step 2 of {all}");
});

test("a value that looks like a placeholder is left as it is", () => {
  assert.equal(t("{a} and {b}", { a: "{b}", b: "c" }), "{b} and c");
});

test("a count chooses its form", () => {
  assert.equal(n("{count} day", "{count} days", 1), "1 day");
  assert.equal(n("{count} day", "{count} days", 4), "4 days");
});

test("translations take the place of the English texts", () => {
  const script = 'a(t("Back")); b(t( "Say \\"hi\\"", { x })); c(n("one", "many", count)); t("Unknown"); startComponents("Back");';
  const texts = { Back: "Retour", 'Say "hi"': "Dites « bonjour »", one: ["un", "des"] };

  assert.equal(
    bakeTexts(script, texts),
    'a(t("Retour")); b(t("Dites « bonjour »", { x })); c(n(["un","des"], "", count)); t("Unknown"); startComponents("Back");',
  );
});

test("baked forms are chosen by the language's rule", () => {
  assert.equal(n(["un", "des {count}"], "", 3), "des 3");
});

// Bundles each entry script once per language, with that language's texts, facts and words of the domain baked in.
// Called by assets.py: {output, entries: [name], languages: [{code, facts, texts, words}]} on the input;
// prints {"<entry>.<language>": file}.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { json } from "node:stream/consumers";
import { build } from "esbuild";
import { bakeTexts } from "./texts.mjs";

function languageModule(facts) {
  const { plural, ...values } = facts;
  const constants = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
  return `${constants.join("\n")}\nexport const plural = (n) => Number(${plural});`;
}

function wordsModule(words = {}) {
  return Object.entries(words).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n");
}

function portalLanguage({ facts, texts, words }) {
  return {
    name: "portal-language",
    setup(bundle) {
      bundle.onResolve({ filter: /^#(language|words)$/ }, ({ path }) => ({ path, namespace: "portal", sideEffects: false }));
      bundle.onLoad({ filter: /^#language$/, namespace: "portal" }, () => ({ contents: languageModule(facts) }));
      bundle.onLoad({ filter: /^#words$/, namespace: "portal" }, () => ({ contents: wordsModule(words) }));
      bundle.onLoad({ filter: /static_site\/scripts\/.*\.js$/ }, async ({ path }) => ({
        contents: bakeTexts(await readFile(path, "utf8"), texts),
        loader: "js",
      }));
    },
  };
}

// One build an entry: shared parts would cost every page a request more than they save.
async function bundle(entry, output, language) {
  const { metafile } = await build({
    entryPoints: { [entry]: `scripts/${entry}.js` },
    outdir: output,
    entryNames: `[name].${language.code}.[hash]`,
    bundle: true,
    format: "esm",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: ["es2020"],
    metafile: true,
    plugins: [portalLanguage(language)],
  });
  return basename(Object.keys(metafile.outputs)[0]);
}

const { output, entries, languages } = await json(process.stdin);
const made = {};
for (const language of languages) {
  for (const entry of entries) {
    made[`${entry}.${language.code}`] = await bundle(entry, output, language);
  }
}
process.stdout.write(JSON.stringify(made));

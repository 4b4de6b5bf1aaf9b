// Compiles styles/portal.scss, its mirror image for Arabic, and the one for Tifinagh.
// Called by assets.py: {output} on the input.
import { writeFile } from "node:fs/promises";
import { json } from "node:stream/consumers";
import { join } from "node:path";
import { transform } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const options = { loadPaths: ["node_modules"], style: "expanded", quietDeps: true };
const compile = (sheet) => sass.compile(`styles/${sheet}.scss`, options).css;
const minify = async (css) => (await transform(css, { loader: "css", minify: true, target: "es2020" })).code;

const { output } = await json(process.stdin);
const sheet = compile("portal");
await writeFile(join(output, "portal.css"), await minify(sheet));
await writeFile(join(output, "portal.rtl.css"), await minify(rtlcss.process(sheet) + compile("arabic")));
await writeFile(join(output, "portal.tifinagh.css"), await minify(sheet + compile("tifinagh")));
process.stdout.write("{}");

// Makes the web fonts: only the characters written here.
// Called by assets.py: {output, fonts: [{source, characters, options, file}]} on the input.
import { readFile, writeFile } from "node:fs/promises";
import { json } from "node:stream/consumers";
import { join } from "node:path";
import subsetFont from "subset-font";

const request = await json(process.stdin);
for (const { source, characters, options, file } of request.fonts) {
  const font = await subsetFont(await readFile(source), characters, {
    targetFormat: "woff2",
    ...options,
  });
  await writeFile(join(request.output, file), font);
}
process.stdout.write("{}");

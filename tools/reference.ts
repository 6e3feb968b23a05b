/** `npm run reference`: writes the reference pages that are generated from the source. A test fails while one is out of date. */
import { writeFileSync } from "node:fs";
import { generatedPages } from "./reference/pages.ts";

for (const { path, text } of generatedPages()) {
  writeFileSync(path, text);
  process.stdout.write(`${path}\n`);
}

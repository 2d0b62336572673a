/** `npm run docs`: writes the generated parts into their documents. A test fails when they are out of date. */

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { generateParts, withPart } from "./generated-docs.ts";

for (const part of generateParts()) {
  const path = resolve(import.meta.dirname, "..", part.document);
  writeFileSync(path, withPart(readFileSync(path, "utf8"), part));
}

/** Writes the provider's pages, as part of `npm run docs`; those of types that are no more go. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { generatePages, isGenerated } from "./pages.ts";

const folder = resolve(import.meta.dirname, "../docs");
const pages = generatePages();
const wanted = new Set(pages.map(({ path }) => path));

mkdirSync(folder, { recursive: true });
for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (isGenerated(path) && !wanted.has(path)) rmSync(join(folder, path));
}
for (const { path, markdown } of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), markdown);
}

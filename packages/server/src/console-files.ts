/**
 * The console's built files. They are read into memory when somebody first opens the console, all of them, from one
 * folder: no path that a request names ever reaches the file system, and a server nobody opens it on keeps none.
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import type { ConsoleFile, ConsoleFiles } from "./faces/services/console-files.ts";

/** Part of what the server ships, also for a server that runs from its sources. */
const builtFolder = join(import.meta.dirname, import.meta.url.endsWith(".ts") ? "../dist" : ".", "console");

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};
const unknownType = "application/octet-stream";

/** What stands beside a file, the best first. */
const compressions = [
  { encoding: "br", extension: ".br" },
  { encoding: "gzip", extension: ".gz" },
] as const;

const indexName = "index.html";

/** @returns what reads them once; null: they were not built */
export function consoleFiles(folder = builtFolder): () => Promise<ConsoleFiles | null> {
  let reading: Promise<ConsoleFiles> | null = null;
  return async () => {
    // Looked for until they are there: a checkout may be built while its server runs.
    if (reading === null && !existsSync(join(folder, indexName))) return null;
    reading ??= readFolder(folder).catch((problem: unknown) => {
      // Whoever asks next has it tried again.
      reading = null;
      throw problem;
    });
    return reading;
  };
}

async function readFolder(folder: string): Promise<ConsoleFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = new Map<string, Buffer>();
  for (const path of paths) contents.set(relative(folder, path).split(sep).join("/"), await readFile(path));
  const files = new Map<string, ConsoleFile>();
  for (const [name, content] of contents) {
    const compressed = compressions.flatMap(({ encoding, extension }) => {
      const smaller = contents.get(name + extension);
      return smaller === undefined ? [] : [{ encoding, content: smaller }];
    });
    files.set(name, {
      mediaType: mediaTypes[extname(name)] ?? unknownType,
      content,
      compressed,
      tag: createHash("sha256").update(content).digest("base64url"),
    });
  }
  const index = files.get(indexName);
  if (index === undefined) throw new Error(`the console's ${indexName} is gone from ${folder}`);
  return { index, files };
}

/** Builds the console with Vite, into files for whoever serves them. */

import { build, type InlineConfig } from "vite";

/** One file: its path below the console's address, and what is in it. */
export interface ConsoleFile {
  readonly path: string;
  readonly contents: string | Uint8Array;
}

/** The whole console; the manifest among it says which file needs which. */
export function bundleConsole(): Promise<readonly ConsoleFile[]> {
  return bundle({});
}

/** A page that is built as the console is. @param another what is different */
export async function bundle(another: Pick<InlineConfig, "root" | "base">): Promise<readonly ConsoleFile[]> {
  const made = await inProduction(() =>
    build({
      configFile: new URL("../vite.config.ts", import.meta.url).pathname,
      logLevel: "warn",
      build: { write: false },
      ...another,
    }),
  );
  if (!("output" in made)) throw new Error("Vite made more than one bundle, or none");
  return made.output.map((file) => ({
    path: file.fileName,
    contents: file.type === "chunk" ? file.code : file.source,
  }));
}

/** Vite takes React's slow half for what the environment calls a test; what is built is always what people get. */
async function inProduction<T>(build: () => Promise<T>): Promise<T> {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    return await build();
  } finally {
    if (before === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = before;
  }
}

/** Finds the protocols: every file `bench/faults/r<number>…-<name>.ts`, each exporting `protocol`. */

import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Protocol } from "./protocol.ts";

const folder = resolve(import.meta.dirname, "..");
const protocolFile = /^r\d\d[a-z]?-[a-z-]+\.ts$/;

export interface Found {
  readonly protocol: Protocol;
  /** `r01-kill`: names its evidence. */
  readonly name: string;
}

/** All of them, in order of their ids. @throws when a file of that name exports no protocol */
export async function protocols(): Promise<readonly Found[]> {
  const files = (await readdir(folder)).filter((name) => protocolFile.test(name)).sort();
  return Promise.all(
    files.map(async (file) => {
      const loaded: { readonly protocol?: Protocol } = await import(join(folder, file));
      if (loaded.protocol === undefined) throw new Error(`${file} exports no protocol`);
      return { protocol: loaded.protocol, name: basename(file, ".ts") };
    }),
  );
}

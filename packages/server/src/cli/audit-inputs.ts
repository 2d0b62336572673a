/** Files that were kept elsewhere, to verify the audit chain with: checkpoints, and public keys. */

import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { checkpointsIn } from "../audit/trusted-checkpoints.ts";
import { isJsonObject } from "../core/json.ts";
import { importKey } from "../jws/key.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { CommandFailure, exitCodes, messageOf } from "./outcome.ts";

/** A year of hourly checkpoints of a hundred streams; above it, give the file in parts. */
const mostBytes = 256 * 1024 * 1024;

export interface WitnessOptions {
  readonly checkpoints?: string;
  readonly keys?: string;
}

export const witnessOptions = (command: Command) =>
  command
    .option(
      "--checkpoints <file>",
      "checkpoints that were kept elsewhere, in any text: log lines, answers of the API",
    )
    .option("--keys <file>", "the public keys to trust, as a JWKS; otherwise those of the kept checkpoints");

/** @throws CommandFailure */
export async function readWitnesses({ checkpoints, keys }: WitnessOptions): Promise<{
  readonly kept: readonly string[] | null;
  readonly keys: ReadonlySet<string> | null;
}> {
  return {
    kept: checkpoints === undefined ? null : await readCheckpoints(checkpoints),
    keys: keys === undefined ? null : await readKeys(keys),
  };
}

async function readCheckpoints(path: string): Promise<readonly string[]> {
  const found = checkpointsIn(await readText(path));
  if (found.length > 0) return found;
  throw new CommandFailure(
    exitCodes.usage,
    `There is no checkpoint in ${path}. The server logs one an hour and at a clean stop, in lines of level info; countersign audit checkpoint makes one now.`,
  );
}

async function readKeys(path: string): Promise<ReadonlySet<string>> {
  const json = parseStrictJson(await readText(path));
  const listed = json.ok && isJsonObject(json.value) ? json.value["keys"] : undefined;
  const jwks = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
  const thumbprints = jwks.flatMap((jwk) => {
    const imported = importKey(jwk);
    return imported.ok ? [imported.key.thumbprint] : [];
  });
  if (thumbprints.length > 0) return new Set(thumbprints);
  throw new CommandFailure(
    exitCodes.usage,
    `${path} is no key set with a usable key: it must be what <public URL>/.well-known/jwks.json answers.`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) {
      throw new CommandFailure(exitCodes.usage, `${path} is larger than ${mostBytes} bytes.`);
    }
    return await readFile(path, "utf8");
  } catch (problem) {
    if (problem instanceof CommandFailure) throw problem;
    throw new CommandFailure(exitCodes.usage, `${path} cannot be read: ${messageOf(problem)}.`);
  }
}

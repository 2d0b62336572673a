/** Files that were kept elsewhere, to verify the audit chain with: checkpoints, and public keys. */

import type { Command } from "commander";
import { type CheckpointSources, checkpointsIn, thumbprintsIn } from "../audit/trusted-checkpoints.ts";
import { isJsonObject } from "../core/json.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { readNamedFile } from "./file-problem.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";

/** A year of hourly checkpoints of a hundred streams; above it, give the file in parts. */
const mostMiB = 256;

const checkpointsAdvice =
  "The server logs one an hour and at a clean stop, in lines of level info; `countersign audit checkpoint` makes one now.";
const keysAdvice = "It must hold what <public URL>/.well-known/jwks.json answers.";

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
export function readWitnesses({
  checkpoints,
  keys,
}: WitnessOptions): Pick<CheckpointSources, "kept" | "keys"> {
  return {
    kept: checkpoints === undefined ? null : readCheckpoints(checkpoints),
    keys: keys === undefined ? null : readKeys(keys),
  };
}

function readCheckpoints(path: string): readonly string[] {
  const found = checkpointsIn(
    readNamedFile({ by: "--checkpoints", path, advice: checkpointsAdvice }, mostMiB),
  );
  if (found.length > 0) return found;
  throw new CommandFailure(exitCodes.usage, `There is no checkpoint in ${path}. ${checkpointsAdvice}`);
}

function readKeys(path: string): ReadonlySet<string> {
  const json = parseStrictJson(readNamedFile({ by: "--keys", path, advice: keysAdvice }));
  const thumbprints = json.ok && isJsonObject(json.value) ? thumbprintsIn(json.value) : null;
  if (thumbprints !== null && thumbprints.size > 0) return thumbprints;
  throw new CommandFailure(exitCodes.usage, `${path} is no key set with a usable key. ${keysAdvice}`);
}

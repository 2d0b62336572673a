/** What a command is about: a recorded exchange by its reference id, an ID token, or typed-in claims. */

import type { Command } from "commander";
import type { JsonObject } from "../core/terms.ts";
import { readDocument } from "./document.ts";
import { readTokenFile } from "./id-token.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

export interface SubjectOptions {
  readonly tokenFile?: string;
  readonly claimsFile?: string;
}

export const subjectOptions = (command: Command) =>
  void command
    .option("--token-file <path>", "try the ID token in this file, - for standard input")
    .option(
      "--claims-file <path>",
      "try the claims in this JSON file, - for standard input; no signature is checked",
    );

/** As the admin API names the three. */
export type Subject =
  | { readonly request_id: string }
  | { readonly token: string }
  | { readonly claims: JsonObject };

/** Options that say what a record says itself. */
export interface Besides {
  readonly given: readonly (string | undefined)[];
  /** How "the record holds …" goes on. */
  readonly held: string;
}

/** @throws CommandFailure unless exactly one is given, and can be read */
export async function readSubject(
  terminal: Terminal,
  reference: string | undefined,
  { tokenFile, claimsFile }: SubjectOptions,
  { given, held }: Besides,
): Promise<Subject> {
  if ([reference, tokenFile, claimsFile].filter((way) => way !== undefined).length !== 1) {
    throw new CommandFailure(
      exitCodes.usage,
      "Give exactly one of: a reference id, --token-file, --claims-file.",
    );
  }
  if (reference !== undefined) {
    if (given.some((choice) => choice !== undefined)) {
      throw new CommandFailure(exitCodes.usage, `A reference id stands alone: the record holds ${held}.`);
    }
    requireReferenceId(reference);
    return { request_id: reference };
  }
  return claimsFile === undefined
    ? { token: await readTokenFile(terminal, tokenFile ?? "-") }
    : { claims: await readDocument(terminal, "--claims-file", claimsFile, claimsAdvice) };
}

const claimsAdvice =
  "Write the claims there as a JSON object, or give - for standard input. `countersign log --json` shows those of recorded exchanges.";

/** @throws CommandFailure for a text that cannot be one, which no record would be found by */
function requireReferenceId(text: string): void {
  if (/^(?:req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return;
  throw new CommandFailure(
    exitCodes.usage,
    `"${text}" is no reference id. It ends what the caller was told, is in X-Request-Id, and is listed by \`countersign log\`: it looks like 0198c0de-0000-7000-8000-000000000001.`,
  );
}

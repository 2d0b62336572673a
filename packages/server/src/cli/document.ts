/**
 * Documents of providers, mappings and projects: read from a file as strictly as the server reads them, so that a
 * member written twice or a sample copied with curly quotes is told here, with its line; and what is said
 * once a document was saved.
 */

import type { Finding } from "@countersign/client";
import type { z } from "zod";
import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/terms.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import type { Result } from "./command.ts";
import { readNamedFile } from "./file-problem.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

/** Beyond what any document the server takes can hold. */
const limits = { maxDepth: 32, maxMembers: 8_192, exactNumbers: true };

const documentAdvice =
  "Write the JSON document there, or give - for standard input. `countersign provider show`, `countersign mapping show` and `countersign project show` print one in this form.";

/**
 * Reads a JSON object from a file, or from standard input when the path is `-`.
 * @param by the option that names the file
 * @param advice where such a document comes from
 * @throws CommandFailure when it cannot be read or is not a JSON object, saying where
 */
export async function readDocument(
  terminal: Terminal,
  by: string,
  path: string,
  advice = documentAdvice,
): Promise<JsonObject> {
  const shown = path === "-" ? "standard input" : path;
  const text = path === "-" ? await terminal.readInput() : readNamedFile({ by, path, advice });
  const read = parseStrictJson(text, limits);
  if (!read.ok) {
    throw new CommandFailure(exitCodes.usage, `${shown} is not valid JSON: ${read.problem.detail}.`);
  }
  if (isJsonObject(read.value)) return read.value;
  throw new CommandFailure(exitCodes.usage, `${shown} must hold a JSON object.`);
}

/**
 * Checks that a document has the members every document of its kind needs; the server judges the rest.
 * @param schema whose words about a member are a sentence
 * @param advice where the members may come from
 * @param isGiven false: it was put together from the command line alone, and nobody wrote a document
 * @throws CommandFailure naming each member at fault
 */
export function requireMembers<T>(
  schema: z.ZodType<T>,
  document: unknown,
  advice: string,
  isGiven = true,
): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  if (!isGiven) {
    const missing = parsed.error.issues.map(({ message }) => message);
    throw new CommandFailure(exitCodes.usage, [...missing, advice].join("\n"));
  }
  const errors = parsed.error.issues.map(({ path, message }) => ({
    pointer: `/${path.join("/")}`,
    detail: message,
  }));
  const lines = errors.map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  throw new CommandFailure(exitCodes.usage, ["The document is not valid:", ...lines, advice].join("\n"), {
    error: "invalid",
    detail: advice,
    errors,
  });
}

/**
 * The condition for replacing an object by an edited copy: the revision the copy was read at, so that
 * nobody's change in between is lost. A document written by hand has none and replaces whatever stands.
 */
export function unchangedSince(document: Readonly<Record<string, unknown>>): { readonly ifMatch?: number } {
  const revision = Object.hasOwn(document, "revision") ? document["revision"] : undefined;
  return typeof revision === "number" ? { ifMatch: revision } : {};
}

/**
 * The result of a change.
 * @param done what happened: `created provider`
 * @param remarks what else there is to say of it, before the findings
 */
export function saved(
  done: string,
  document: { readonly name: string; readonly findings: readonly Finding[] },
  remarks: readonly string[] = [],
): Result {
  return { document, lines: [`${done} ${document.name}`, ...remarks, ...findingLines(document.findings)] };
}

/** The result of showing one document: standard output alone is what an update takes. */
export function shown(found: { readonly findings: readonly Finding[] }): Result {
  const { findings, ...document } = found;
  return { document: found, lines: [JSON.stringify(document, null, 2)], asides: findingLines(findings) };
}

/** What the linter found, for people; nothing when it found nothing. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ severity, field, message, advice }) => `${severity}: ${field}: ${message} ${advice}`,
  );
}

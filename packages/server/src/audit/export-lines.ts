/**
 * The lines of an exported audit chain, version 1, as docs/AUDIT.md describes them. What is hashed is kept to
 * the letter: a stored JSON text stands in its line as the object it is where writing that object again gives
 * the same text, and otherwise as a string.
 */

import { z } from "zod";
import { isJsonObject } from "../core/json.ts";
import type { EpochSeconds, JsonObject, JsonValue } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";

export const exportFormat = "countersign-audit";
export const exportVersion = 1;

/** Which links carry their records, and which revisions their versions; the others stand there without. */
export interface ExportRange {
  /** Included; null: from the beginning. */
  readonly since: EpochSeconds | null;
  /** Not included; null: to the end. */
  readonly until: EpochSeconds | null;
}

export function isWithin({ since, until }: ExportRange, at: EpochSeconds): boolean {
  return (since === null || at >= since) && (until === null || at < until);
}

/** A stored text as it stands in a line. */
export function embedded(text: string): string | JsonObject {
  try {
    const value = readStoredJson<JsonValue>(text);
    return isJsonObject(value) && JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

/** The text that `embedded` was made of. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const text = z.union([z.string(), z.record(z.string(), z.unknown())]);
const end = z.object({ sequence: z.int(), hash: z.string() });
const leftOut = z.literal(true).optional();

export const exportLine = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("header"),
    format: z.literal(exportFormat),
    version: z.int(),
    exported_at: z.int(),
    instance: z.string().nullable(),
    revision: z.int(),
    since: z.int().nullable(),
    until: z.int().nullable(),
    details: z.boolean(),
  }),
  z.object({ kind: z.literal("checkpoint"), checkpoint: z.string() }),
  z.object({
    kind: z.literal("revision"),
    revision: z.int(),
    epochs: z.string(),
    content: z.string(),
    hash: z.string(),
    left_out: leftOut,
  }),
  z.object({
    kind: z.literal("version"),
    of: z.enum(["provider", "mapping", "project", "directory"]),
    id: z.string(),
    provider_id: z.string().nullable(),
    document: text.nullable(),
    author: z.string(),
    created_at: z.int(),
    written_at: z.int(),
  }),
  z.object({ kind: z.literal("stream"), stream: z.string(), anchor: end, head: end }),
  z.object({
    kind: z.literal("link"),
    sequence: z.int(),
    at: z.int(),
    records: z.int(),
    content: z.string(),
    hash: z.string(),
    left_out: leftOut,
  }),
  z.object({
    kind: z.literal("record"),
    id: z.string(),
    record: text,
    details: z.object({ salt: z.string(), document: text }).optional(),
  }),
  z.object({ kind: z.literal("end"), lines: z.int() }),
]);
export type ExportLine = z.output<typeof exportLine>;

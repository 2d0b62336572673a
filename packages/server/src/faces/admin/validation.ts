/**
 * Reads requests by their schemas, and says in our words what of a document does not fit: the words of the
 * schema library are for programmers. Words a schema gives itself come first.
 */

import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { nearestWord } from "../../core/spelling.ts";
import { ignoredServerMembers } from "./wire.ts";

/** What Fastify passes on to `problems.ts`. */
export const compileSchema: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (value: unknown) => {
    const read = readBySchema(schema, value);
    return read.ok ? { value: read.value } : { error: [...read.faults] };
  };

/** A value as its schema reads it, or what the schema found wrong with it. */
export type ReadBySchema<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly ReturnType<typeof schemaFault>[] };

/** Reads a part of a request. */
export function readBySchema<T>(schema: z.ZodType<T>, value: unknown): ReadBySchema<T> {
  const read = schema.safeParse(value, { error: plainWords });
  return read.success
    ? { ok: true, value: read.data }
    : { ok: false, faults: read.error.issues.map((issue) => schemaFault(issue, schema)) };
}

function schemaFault(issue: z.core.$ZodIssue, schema: z.ZodType) {
  const path = issue.path.map((member) => `/${escaped(String(member))}`).join("");
  return {
    keyword: issue.code,
    instancePath: path,
    schemaPath: `#${path}/${issue.code}`,
    message: issue.message,
    params: {
      ...(issue.code === "unrecognized_keys" && { keys: issue.keys }),
      ...(path === "" && { allowed: membersOf(schema) }),
    },
  };
}

/** As RFC 6901 §3 writes a member's name in a pointer. */
function escaped(member: string): string {
  return member.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** What a document of this schema may hold at its top; members that are read over are not advertised. */
function membersOf(schema: z.ZodType): readonly string[] {
  const shape: unknown = "shape" in schema ? schema.shape : null;
  if (typeof shape !== "object" || shape === null) return [];
  const readOver: ReadonlySet<unknown> = new Set(Object.values(ignoredServerMembers));
  return Object.entries(shape).flatMap(([member, reader]) => (readOver.has(reader) ? [] : [member]));
}

const typeWords = new Map([
  ["object", "must be a JSON object"],
  ["array", "must be a list"],
  ["string", "must be text"],
  ["number", "must be a number"],
  ["int", "must be a whole number"],
  ["boolean", "must be true or false"],
]);

/** @returns undefined where the schema library's own words must do */
function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : typeWords.get(issue.expected);
    case "invalid_value":
      return oneOf(issue.values.map(String), issue.input);
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? oneOf(issue.options.map(String), undefined)
        : "must be text, a number, true, false or null";
    case "too_small":
      return atLeast(issue.origin, Number(issue.minimum));
    case "too_big":
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_format":
      return issue.format === "datetime" ? "must be a time such as 2026-01-31T12:00:00Z" : undefined;
    default:
      return undefined;
  }
}

function oneOf(words: readonly string[], given: unknown): string {
  const meant = typeof given === "string" ? nearestWord(given, words) : null;
  return `must be one of ${words.join(", ")}${meant === null ? "" : `; did you mean ${meant}?`}`;
}

function atLeast(origin: string, least: number): string {
  const unit = unitOf(origin);
  return unit !== "" && least === 1 ? "must not be empty" : `must be at least ${least}${unit}`;
}

function unitOf(origin: string): string {
  switch (origin) {
    case "array":
      return " items long";
    case "string":
      return " characters long";
    default:
      return "";
  }
}

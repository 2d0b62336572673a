/**
 * The corpus's placeholders and directives, expanded to values and to JSON text. Text is made by hand where no
 * JavaScript value can carry it: numbers beyond every range, members called `__proto__`.
 */

import { z } from "zod";
import type { Changes } from "./corpus-case.ts";

/** What the placeholders stand for in one run. */
export interface Placeholders {
  readonly now: number;
  readonly issuer: string;
  readonly issuerB: string;
  readonly issuerAz: string;
  readonly canary: string;
  /** The issuer URL of the server under test. */
  readonly self: string;
  /** The token of the request these stand in, where there is one. */
  readonly token?: string;
  /** Which turn of a flood this is. */
  readonly turn?: number;
  /** The same as long as one case lasts. */
  readonly caseId: string;
  uuid(): string;
  publicJwk(key: string): unknown;
  selfSignedDer(key: string): string;
}

/** JSON text written as it is, for numbers that no JavaScript value can carry. */
class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Replaces `{{…}}` in text. */
export function expandText(text: string, known: Placeholders): string {
  const issuer = new URL(known.issuer);
  const fixed: Readonly<Record<string, string>> = {
    UUID: known.caseId,
    ISS: known.issuer,
    ISS_B: known.issuerB,
    ISS_AZ: known.issuerAz,
    ISS_PREFIX: known.issuer.slice(0, -1),
    ISS_UPPER_SCHEME: known.issuer.replace(issuer.protocol, issuer.protocol.toUpperCase()),
    ISS_UPPER_HOST: known.issuer.replace(issuer.hostname, issuer.hostname.toUpperCase()),
    ISS_USERINFO: known.issuer.replace("//", "//user@"),
    ISS_PCT: known.issuer.replace(".", "%2e"),
    CANARY: known.canary,
    SELF_ISS: known.self,
    TOKEN: known.token ?? "",
    I: String(known.turn ?? 0),
  };
  return text.replace(/\{\{([A-Z_]+)([+-]\d+)?(?::(\d+))?\}\}/g, (whole, name, offset, count) => {
    switch (name) {
      case "NOW":
        return String(known.now + Number(offset ?? 0));
      case "OPEN":
        return "[".repeat(Number(count));
      case "CLOSE":
        return "]".repeat(Number(count));
      case "INTKEYS":
        return Array.from({ length: Number(count) }, (_, key) => `,"${key}":0`).join("");
      default: {
        const value = fixed[name];
        if (value === undefined) throw new Error(`unknown placeholder ${whole}`);
        return value;
      }
    }
  });
}

/** Replaces directives and placeholders in a JSON value. */
export function expand(value: unknown, known: Placeholders): unknown {
  if (typeof value === "string") return expandText(value, known);
  if (Array.isArray(value)) return value.map((item) => expand(item, known));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith("$")) return expandDirective(first[0], first[1], known);
  return Object.fromEntries(entries.map(([name, member]) => [name, expand(member, known)]));
}

function expandDirective(name: string, argument: unknown, known: Placeholders): unknown {
  switch (name) {
    case "$now":
      return known.now + Number(argument);
    case "$raw":
      return new RawJson(expandText(String(argument), known));
    case "$repeat": {
      const [text, times] = z.tuple([z.string(), z.number()]).parse(argument);
      return text.repeat(times);
    }
    case "$array_repeat": {
      const [one, times] = z.tuple([z.unknown(), z.number()]).parse(argument);
      return Array.from({ length: times }, () => expand(one, known));
    }
    case "$token":
      return known.token ?? "";
    case "$concat":
      return z
        .array(z.unknown())
        .parse(argument)
        .map((part) => expand(part, known))
        .join("");
    case "$public_jwk":
      return known.publicJwk(String(argument));
    case "$self_signed_der_b64":
      return known.selfSignedDer(String(argument));
    default:
      throw new Error(`unknown directive ${name}`);
  }
}

/** JSON text of an expanded value, raw parts as they are, `__proto__` an ordinary member. */
export function writeJson(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The base members in their order, then what the case sets and removes. */
export function applyChanges(
  base: readonly (readonly [string, unknown])[],
  change: Changes | undefined,
  known: Placeholders,
): string {
  const members = new Map(base);
  for (const [name, value] of Object.entries(change?.set ?? {})) members.set(name, expand(value, known));
  for (const name of change?.remove ?? []) members.delete(name);
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)}`).join(",")}}`;
}

/**
 * From a clause to the claim it is about. Most clauses name one place; some name others where the claim may stand
 * too, take it as a web server prints it, or take a text for a list. What stands under the very name that was
 * written always goes first. A claim that is null counts as missing, and where two names are the same when folded,
 * neither is meant: nobody can tell which.
 */

import { isJsonArray, isJsonObject, memberAt, valuesOf } from "../json.ts";
import { lowerAscii } from "../letter-case.ts";
import type { ClaimAlias, Claims, Clause, JsonObject, JsonPrimitive, JsonValue } from "../terms.ts";

/** A claim, and where it was found. */
export interface FoundClaim {
  readonly path: readonly string[];
  /** As the clause takes it. */
  readonly value: JsonValue;
}

/** The value a clause is about, as the clause takes it; undefined: there is none. On the path of every exchange. */
export function presentedTo(clause: Clause, claims: Claims): JsonValue | undefined {
  return clause.aliases === undefined && clause.separator === undefined
    ? memberAt(claims, clause.path)
    : findClaim(clause, claims)?.value;
}

/** What it takes to find a clause's claim and bring it into the form in which the clause takes it. */
export function stepsToRead({ aliases, separator }: Clause, presented: JsonValue | undefined): number {
  if (aliases === undefined && separator === undefined) return 1;
  return 1 + (typeof presented === "string" ? presented.length >> 3 : 4 * valuesOf(presented ?? null).length);
}

/** The same, and where it stands. */
export function findClaim(clause: Clause, claims: Claims): FoundClaim | null {
  const own = memberAt(claims, clause.path);
  if (own !== undefined && own !== null) return { path: clause.path, value: split(own, clause.separator) };
  for (const alias of clause.aliases ?? []) {
    const path = alias.folded ? unfolded(alias.path, claims) : alias.path;
    const value = path === null ? undefined : memberAt(claims, path);
    if (path === null || value === undefined || value === null) continue;
    return { path, value: split(alias.printed ? printed(value) : value, clause.separator) };
  }
  return null;
}

/** Where the claim most likely stands, for whoever has no token to look into: at the first other place named. */
export function meantPath({ path, aliases = [] }: Clause): readonly string[] {
  const [first] = aliases;
  if (first === undefined) return path;
  return first.folded ? first.path.map(lowerAscii) : first.path;
}

/** Whether two clauses look for their claim alike. */
export function readsAlike(one: Clause, other: Clause): boolean {
  return (
    one.separator === other.separator &&
    samePlace(one.path, other.path) &&
    // Hardly any clause has other names, and 100 000 may be compared.
    (one.aliases === other.aliases ||
      JSON.stringify(one.aliases ?? []) === JSON.stringify(other.aliases ?? []))
  );
}

function samePlace(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function split(value: JsonValue, separator: string | undefined): JsonValue {
  return separator !== undefined && typeof value === "string" && value.includes(separator)
    ? value.split(separator)
    : value;
}

/** The path as the claims spell it; null: no name there, or several, are the same when folded. */
function unfolded(path: ClaimAlias["path"], claims: Claims): readonly string[] | null {
  const found: string[] = [];
  let object: JsonValue | undefined = claims;
  for (const name of path) {
    if (!isJsonObject(object)) return null;
    const names: readonly string[] = namesWhenFolded(object).get(folded(name)) ?? [];
    const [only] = names;
    if (only === undefined || names.length > 1) return null;
    found.push(only);
    object = object[only];
  }
  return found;
}

/** Of each object whose names were folded: a token has many clauses look into it. */
const foldedNames = new WeakMap<JsonObject, ReadonlyMap<string, readonly string[]>>();

function namesWhenFolded(object: JsonObject): ReadonlyMap<string, readonly string[]> {
  const known = foldedNames.get(object);
  if (known !== undefined) return known;
  const names = Map.groupBy(Object.keys(object), folded);
  foldedNames.set(object, names);
  return names;
}

/** The name of a header has no letter case, and no dashes where a server has made a variable of it. */
export function folded(name: string): string {
  return lowerAscii(name).replaceAll("-", "_");
}

/**
 * As a web server's module for OpenID Connect prints a claim into the environment: booleans as 1 and 0, numbers in
 * decimal, objects as JSON. Of a list it prints the texts and booleans, which stay a list here.
 */
function printed(value: JsonValue): JsonValue {
  return isJsonArray(value)
    ? value.flatMap((one) =>
        typeof one === "string" || typeof one === "boolean" ? [printedScalar(one)] : [],
      )
    : isJsonObject(value)
      ? JSON.stringify(value)
      : printedScalar(value);
}

/** The same of one value. */
export function printedScalar(value: JsonPrimitive): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" && !Number.isInteger(value) ? eightDigits(value) : String(value);
}

/** C's `%.8g`. */
function eightDigits(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential(7).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 8) return withoutZeros(value.toFixed(7 - power));
  return `${withoutZeros(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

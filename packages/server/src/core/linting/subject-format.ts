/**
 * Subjects of the form `kind:owner/name:rest`, where some issuers add to every name the number that stays
 * with its owner: `kind:owner@12/name@34:rest`. Two subjects that differ only in those numbers may name the
 * same workload (one has none) or two owners of one recycled name (both have some). This file knows that
 * form; whether an issuer uses it is a trait of the issuer.
 */

import type { SubjectFormat, SubjectNaming } from "./issuer-traits.ts";

/** The names between the first two colons, and what stands around them; null: not of this form. */
function partsOf(
  subject: string,
): { readonly head: string; readonly names: string; readonly rest: string } | null {
  const start = subject.indexOf(":") + 1;
  if (start === 0) return null;
  const colon = subject.indexOf(":", start);
  const end = colon === -1 ? subject.length : colon;
  const names = subject.slice(start, end);
  return names.includes("/") ? { head: subject.slice(0, start), names, rest: subject.slice(end) } : null;
}

/** Where the `@123` at the end of a name begins; -1 when the name carries no number. */
function numberIn(name: string): number {
  const at = name.lastIndexOf("@");
  const digits = name.slice(at + 1);
  const numeric = digits !== "" && [...digits].every((character) => character >= "0" && character <= "9");
  return at > 0 && numeric ? at : -1;
}

/** True for subjects of this form, with numbers or without. */
export function hasNames(subject: string): boolean {
  return partsOf(subject) !== null;
}

/** True when a name between the first two colons carries its number. */
export function carriesIds(subject: string): boolean {
  return (
    partsOf(subject)
      ?.names.split("/")
      .some((name) => numberIn(name) !== -1) ?? false
  );
}

/** The subject with the numbers of its names left out; unchanged when it has none. */
export function withoutIds(subject: string): string {
  const parts = partsOf(subject);
  if (parts === null) return subject;
  const bare = parts.names.split("/").map((name) => {
    const at = numberIn(name);
    return at === -1 ? name : name.slice(0, at);
  });
  return `${parts.head}${bare.join("/")}${parts.rest}`;
}

/**
 * What a subject, or a glob over subjects, says of its owner.
 * @returns null when the text has none of the formats, or hides the owner behind a wildcard
 */
export function namingOf(subject: string, formats: readonly SubjectFormat[]): SubjectNaming | null {
  const fitting = formats.filter((format) => subject.startsWith(format.prefix));
  const longest = Math.max(...fitting.map((format) => format.prefix.length));
  const closest = fitting.filter((format) => format.prefix.length === longest);
  const [first] = closest;
  if (first === undefined) return null;
  const owner = subject.slice(longest).split(/[/:]/, 1)[0] ?? "";
  if (owner === "" || owner.includes("*")) return null;
  if (closest.length === 1) return first.naming;
  return numberIn(owner) === -1 ? "names" : "names_with_ids";
}

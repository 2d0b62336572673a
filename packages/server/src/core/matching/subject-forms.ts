/**
 * One workload, two forms of its subject: `kind:owner/item:rest`, and with the number that stays with each name
 * `kind:owner@12/item@34:rest`. A clause written for one form holds for the other when the numbers agree with
 * numbers that are pinned, and never by the names alone: names change hands, and the issuer writes the form with
 * numbers because they do. The other form is made from the token, so that mappings are compared as they are
 * written. Which issuer writes two forms, and which claims hold the numbers, is a trait of the issuer.
 */

import { memberAt, ownMember } from "../json.ts";
import { type ClaimPath, type SubjectIds, samePath } from "../linting/issuer-traits.ts";
import type { ClaimPin, Claims, Clause } from "../terms.ts";
import { isExact, matchersOf, textOf } from "./accepted.ts";
import { findClaim, presentedTo, stepsToRead } from "./claim-reading.ts";
import type { CompiledClause } from "./clause.ts";
import { type Effort, spend } from "./effort.ts";
import { fits } from "./implication.ts";
import type { Presented } from "./presented.ts";

/** What a provider says of its subjects: where their numbers stand, and what it demands of every token. */
export interface SubjectForms {
  readonly ids: SubjectIds;
  readonly pins: readonly ClaimPin[];
}

/** A token's subject in the form in which it did not arrive. */
export interface OtherForm extends SubjectForms {
  readonly text: string;
  /** Which form arrived. */
  readonly arrived: "with_ids" | "bare";
  /** Whether the numbers are those of the token's own claims; if not, the form can only exclude. */
  readonly agreed: boolean;
}

/** Whether a clause is about the subject. */
export function isSubject(path: ClaimPath): boolean {
  return path.length === 1 && path[0] === "sub";
}

/** Whether the claim of these that a clause is about is the subject. */
export function readsSubject(clause: Clause, claims: Claims): boolean {
  return isSubject(clause.aliases === undefined ? clause.path : (findClaim(clause, claims)?.path ?? []));
}

/** @returns null when the subject has neither form, so that it is only ever judged as it stands */
export function otherFormOf(claims: Claims, forms: SubjectForms): OtherForm | null {
  const text = ownMember(claims, "sub");
  if (typeof text !== "string") return null;
  const { ids } = forms;
  const parts = partsOf(text, ids.prefix);
  if (parts === null) return null;
  const { owner, item, rest } = parts;
  const [ownerId, itemId] = [idAt(claims, ids.owner), idAt(claims, ids.item)];
  if (owner.id !== null && item.id !== null) {
    return {
      ...forms,
      text: `${ids.prefix}${owner.name}/${item.name}${rest}`,
      arrived: "with_ids",
      agreed: owner.id === ownerId && item.id === itemId,
    };
  }
  if (owner.id !== null || item.id !== null || ownerId === null || itemId === null) return null;
  const numbered = `${owner.name}@${ownerId}/${item.name}@${itemId}`;
  return { ...forms, text: `${ids.prefix}${numbered}${rest}`, arrived: "bare", agreed: true };
}

/** What it takes to look what one of a clause's texts pins. */
const stepsToLookInto = 50;

/** Whether the clause holds for these claims, in either form of the subject. @param rule the clause's own rule */
export function holdsInEitherForm(
  compiled: CompiledClause,
  rule: readonly CompiledClause[],
  { claims, other, effort }: Presented,
): boolean {
  const { clause } = compiled;
  const presented = presentedTo(clause, claims);
  if (!spend(effort, stepsToRead(clause, presented))) return false;
  const held = compiled.holds(presented, effort);
  if (other === null || !readsSubject(clause, claims)) return held;
  // What is excluded by name is excluded in both forms: here the names alone suffice.
  if (clause.test.kind === "none_of") return held && compiled.holds(other.text, effort);
  return held || holdsInOtherForm(compiled, rule, other, effort);
}

function holdsInOtherForm(
  compiled: CompiledClause,
  rule: readonly CompiledClause[],
  other: OtherForm,
  effort: Effort,
): boolean {
  if (!other.agreed || !compiled.holds(other.text, effort)) return false;
  const { length } = matchersOf(compiled.clause.test);
  if (!spend(effort, rule.length + length * stepsToLookInto)) return false;
  const pinsOf = idPins(
    rule.map(({ clause }) => clause),
    other,
  );
  return matchersOf(compiled.clause.test).some((matcher) => {
    const written = textOf(matcher);
    return written !== null && fits(matcher, other.text) && followsForms(pinsOf(written));
  });
}

/** Which of the two numbers behind a subject written in a rule are pinned to exact values. */
export interface IdPins {
  readonly owner: boolean;
  readonly item: boolean;
  /** A wildcard leaves open which item of the owner it is. */
  readonly openItem: boolean;
}

/**
 * What is pinned: by the text itself, by another clause of its rule, or by the provider.
 * @returns told of a subject, or of a glob over subjects, in either form
 */
export function idPins(rule: readonly Clause[], { ids, pins }: SubjectForms): (written: string) => IdPins {
  const pinned = (path: ClaimPath) =>
    rule.some((clause) => samePath(clause.path, path) && isExact(clause)) ||
    pins.some(({ claim }) => samePath(path, [claim]));
  const [owner, item] = [pinned(ids.owner), pinned(ids.item)];
  return (written) => {
    const parts = partsOf(written, ids.prefix);
    const openItem = parts?.item.open ?? false;
    return {
      owner: owner || (parts !== null && parts.owner.id !== null),
      item: item || (parts !== null && parts.item.id !== null && !openItem),
      openItem,
    };
  };
}

/**
 * Whether a subject pinned like this fits in both forms. The item's number is one owner's only, so it suffices.
 * The owner's suffices where any item is meant; where one is named, its name could have been taken over.
 */
export function followsForms({ owner, item, openItem }: IdPins): boolean {
  return item || (openItem && owner);
}

/** A subject's names with what follows the names in another text; null: one of the two is of neither form. */
export function withNamesOf(subject: string, text: string, { prefix }: SubjectIds): string | null {
  const [named, written] = [partsOf(subject, prefix), partsOf(text, prefix)];
  if (named === null || written === null) return null;
  return `${subject.slice(0, subject.length - named.rest.length)}${written.rest}`;
}

interface Name {
  readonly name: string;
  /** The number behind it, written out; null: it has none. */
  readonly id: string | null;
  /** A wildcard leaves open which name it is. */
  readonly open: boolean;
}

interface Parts {
  readonly owner: Name;
  readonly item: Name;
  /** From the colon behind the names on; empty: nothing follows. */
  readonly rest: string;
}

/** The two names of a subject, or of a glob that spells its owner out; null: it is not of either form. */
function partsOf(text: string, prefix: string): Parts | null {
  if (!text.startsWith(prefix)) return null;
  const colon = text.indexOf(":", prefix.length);
  const end = colon === -1 ? text.length : colon;
  const [owner, item, ...more] = text.slice(prefix.length, end).split("/").map(nameIn);
  if (owner == null || item == null || more.length > 0 || owner.open) return null;
  return { owner, item, rest: text.slice(end) };
}

/** @returns null for what cannot be read in one way only, such as a name that has an `@` of its own */
function nameIn(text: string): Name | null {
  const [name = "", id, ...more] = text.split("@");
  if (name === "" || more.length > 0) return null;
  const open = name.includes("*");
  if (id === undefined) return { name, id: null, open };
  return isNumber(id) ? { name, id, open } : null;
}

function idAt(claims: Claims, path: ClaimPath): string | null {
  const id = memberAt(claims, path);
  return typeof id === "string" && isNumber(id) ? id : null;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

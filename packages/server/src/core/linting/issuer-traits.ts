/**
 * What is known of an issuer beyond its configuration: who shares it, which of its claims stay with one
 * owner for ever and which are names that change hands. The linter and the explanations read these traits,
 * so that neither ever has to know a vendor; presets write them.
 */

import type { ReplayPolicy } from "../terms.ts";

/** Leads from the top of the claim set through nested objects. */
export type ClaimPath = readonly string[];

/** A claim that carries a name which can be given up and taken by somebody else. */
export interface NameClaim {
  readonly path: ClaimPath;
  /** The claim that says the same with an identifier that is never given out again; null: there is none. */
  readonly pinnedBy: ClaimPath | null;
}

/**
 * What the part of `sub` behind the prefix says of the owner: `names` only, names that each carry their
 * number (`name@123`), or identifiers alone.
 */
export type SubjectNaming = "names" | "names_with_ids" | "ids";

export interface SubjectFormat {
  /** Fixed text at the start of `sub`, the same for every workload: it identifies nobody. */
  readonly prefix: string;
  readonly naming: SubjectNaming;
  readonly example: string;
}

/**
 * Where an issuer that writes a subject's names with and without their numbers (`owner@12/item@34`) repeats those
 * numbers as claims of their own.
 */
export interface SubjectIds {
  /** Fixed text in front of the two names. */
  readonly prefix: string;
  /** The claim with the number behind the first name. */
  readonly owner: ClaimPath;
  /** The claim with the number behind the second, which stands for one owner's item for ever. */
  readonly item: ClaimPath;
}

export interface IssuerTraits {
  /** The issuer's name in a sentence. */
  readonly title: string;
  /** True: the same keys sign for owners who do not know each other, so issuer and audience identify nobody. */
  readonly shared: boolean;
  /** The audience every token of this issuer carries; null: whoever requests the token chooses. */
  readonly fixedAudience: string | null;
  /** Pinning one of these binds a mapping to one owner for ever; the most precise first. */
  readonly immutable: readonly ClaimPath[];
  readonly names: readonly NameClaim[];
  /** Claims whose value is up to whoever starts the run, or to the owner of the run's code. */
  readonly callerControlled: readonly ClaimPath[];
  /** Claims that tell one owner's runs apart by what they are for, and are the same whenever that is run. */
  readonly conditions: readonly ClaimPath[];
  /** Claims that are others in each run. */
  readonly changing: readonly ClaimPath[];
  /** The shapes `sub` is known to arrive in; empty: nothing is known. */
  readonly subjectFormats: readonly SubjectFormat[];
  /** Null: there is one form only, or the numbers stand nowhere else. The one trait that decides exchanges, too. */
  readonly subjectIds: SubjectIds | null;
}

/** An issuer's traits, with what its tokens are seen to carry; a provider that follows no preset knows nothing. */
export interface KnownIssuer extends IssuerTraits {
  /** Top-level claims that tokens of this issuer carry; empty: nothing is known. */
  readonly knownClaims: readonly string[];
  /** Claims of a sound mapping. */
  readonly recommended: readonly ClaimPath[];
  /** The provider's issuer in the spelling that its tokens carry; null: not known. */
  readonly spelling: string | null;
  readonly advisedReplay: ReplayAdvice;
}

/** How often a token of an issuer should be accepted, and why in whole sentences. */
export interface ReplayAdvice {
  readonly policy: ReplayPolicy;
  readonly why: string;
}

/** The path as a person reads it. */
export function readablePath(path: ClaimPath): string {
  return path.join(".");
}

export function samePath(one: ClaimPath, other: ClaimPath): boolean {
  return one.length === other.length && one.every((member, index) => member === other[index]);
}

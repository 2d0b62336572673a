/**
 * Which claims of a token a mapping for its workload demands, and why each is demanded or left out. Identifiers that
 * are never given out again come first; a name only where no identifier stands behind it; then what the run is for. Never
 * what belongs to one token or one run, and never a person.
 */

import { memberAt } from "../json.ts";
import { type ClaimPath, type KnownIssuer, readablePath, samePath } from "../linting/issuer-traits.ts";
import type { Claims, JsonPrimitive, JsonValue } from "../terms.ts";
import { type ClaimLeaf, exactValue, leavesOf } from "./claim-leaves.ts";
import { isOfOnePerson, isOfOneRun, isOfOneToken, isProvidersToCheck } from "./claim-words.ts";
import type { Learned } from "./learned.ts";

/** A claim that is demanded with this value. */
export interface ChosenClaim {
  readonly path: ClaimPath;
  readonly value: Exclude<JsonPrimitive, null>;
  readonly why: string;
  /** Says whose workload it is; without one of these there is nothing to suggest. */
  readonly identifies: boolean;
}

export interface LeftOutClaim {
  readonly path: ClaimPath;
  readonly why: string;
}

export interface ClaimChoice {
  readonly chosen: readonly ChosenClaim[];
  readonly leftOut: readonly LeftOutClaim[];
}

/** Text of a claim longer than this is no identifier; a mapping of such could not be read. */
const longestDemanded = 1_024;

/** Of an issuer nobody knows, so many claims beside the subject: more would break with the first harmless change. */
const stableAtMost = 8;

export function chooseClaims(claims: Claims, traits: KnownIssuer, learned: Learned): ClaimChoice {
  const chosen: ChosenClaim[] = [];
  const leftOut: LeftOutClaim[] = [];
  const immutable = traits.immutable.filter((path) => demandable(memberAt(claims, path)) !== null);
  let stable = 0;
  for (const leaf of leavesOf(claims)) {
    const { path } = leaf;
    const value = demandable(leaf.value);
    if (value === null) {
      leftOut.push({ path, why: whyNotDemandable(leaf) });
      continue;
    }
    const verdict = judge(leaf, { traits, immutable, learned, mayLearn: stable < stableAtMost });
    if (verdict.take) {
      if (verdict.isLearned === true) stable += 1;
      chosen.push({ path, value, why: verdict.why, identifies: verdict.identifies === true });
    } else leftOut.push({ path, why: verdict.why });
  }
  return { chosen, leftOut };
}

interface Judged {
  readonly take: boolean;
  readonly why: string;
  readonly identifies?: boolean;
  readonly isLearned?: boolean;
}

interface Around {
  readonly traits: KnownIssuer;
  /** Those of the issuer's immutable claims that are demanded. */
  readonly immutable: readonly ClaimPath[];
  readonly learned: Learned;
  readonly mayLearn: boolean;
}

function judge(leaf: ClaimLeaf, around: Around): Judged {
  const { path } = leaf;
  const { traits, immutable } = around;
  if (isAmong(path, immutable))
    return identify(`It is an identifier that ${traits.title} never gives out again.`);
  if (isProvidersToCheck(path)) return leave("The provider checks it for every token.");
  if (isOfOneToken(path)) return leave("It belongs to this one token.");
  if (isAmong(path, traits.changing)) return leave("It is another in each run.");
  if (isSubject(path) || isName(path, traits)) return judgeName(leaf, around);
  if (isAmong(path, [...traits.conditions, ...traits.recommended]))
    return { take: true, why: "It says what is run, and is the same whenever that is run." };
  if (isAmong(path, traits.callerControlled))
    return leave("Whoever starts a run chooses it, or it says who that was.");
  return isKnown(traits)
    ? leave("What is demanded says already whose run it is, and which.")
    : learn(leaf, around);
}

/** A name is demanded where nothing better is known to stand behind it. */
function judgeName({ path }: ClaimLeaf, { traits, immutable }: Around): Judged {
  const name = traits.names.find((one) => samePath(one.path, path));
  const pin = name?.pinnedBy ?? null;
  const behind = immutable.find((one) => pin === null || samePath(one, pin));
  if (isAmong(path, traits.recommended) && isKnown(traits))
    return identify(`Mappings for ${traits.title} are advised to demand it.`);
  if (name !== undefined && behind !== undefined) {
    return leave(
      `It is a name, which can change hands; ${readablePath(behind)}, which is demanded, stands for the same for ever.`,
    );
  }
  return identify(
    isSubject(path)
      ? "It is what the issuer calls the workload."
      : "It is a name, and the token has no identifier that stands behind it.",
  );
}

/** Of an issuer that nobody described, only exchanges tell what is the same in every token. */
function learn({ path, value }: ClaimLeaf, { learned, mayLearn }: Around): Judged {
  if (isOfOneRun(path)) return leave("By its name it is another in each run.");
  if (isOfOnePerson(path)) return leave("By its name it says who started the run.");
  const stability = learned.stabilityOf(path, value);
  switch (stability.kind) {
    case "unknown":
      return leave("Too few exchanges of this subject are recorded to tell whether it stays the same.");
    case "varied":
      return leave("Other recorded exchanges of this subject had another value there, or none.");
    case "stable":
      return mayLearn
        ? {
            take: true,
            isLearned: true,
            why: `It was the same in each of ${stability.tokens} tokens of this subject.`,
          }
        : leave("It has been the same so far; enough other claims are demanded.");
  }
}

function leave(why: string): Judged {
  return { take: false, why };
}

function identify(why: string): Judged {
  return { take: true, identifies: true, why };
}

/** The value as a condition demands it; null: none can. */
function demandable(value: JsonValue | undefined): JsonPrimitive {
  return typeof value === "string" && value.length > longestDemanded ? null : exactValue(value);
}

function whyNotDemandable({ value }: ClaimLeaf): string {
  if (value === null) return "It is null, and null never matches.";
  if (typeof value === "string") return "It is too long for a condition that somebody should read.";
  return Array.isArray(value)
    ? "It is a list, and a condition can only ask for one of its values."
    : "It is an object that nothing can be demanded of.";
}

function isSubject(path: ClaimPath): boolean {
  return samePath(path, ["sub"]);
}

function isName(path: ClaimPath, { names }: KnownIssuer): boolean {
  return isAmong(
    path,
    names.map((name) => name.path),
  );
}

/** False: nobody described the issuer's claims. */
function isKnown({ knownClaims }: KnownIssuer): boolean {
  return knownClaims.length > 0;
}

function isAmong(path: ClaimPath, paths: readonly ClaimPath[]): boolean {
  return paths.some((one) => samePath(one, path));
}

/** The shape of an explanation: why an exchange was accepted or refused, for the owner of the rule. */

import type { Reason } from "../reasons.ts";
import type { Progress } from "../refusal.ts";
import type { EpochSeconds, GrantedUser, GroupRef, JsonValue, ProjectRoles, TokenGrant } from "../terms.ts";

/** One mapping's judgement. */
export interface Trial {
  readonly mappingId: string;
  readonly mapping: string;
  readonly project: string | null;
  readonly priority: number;
  readonly matched: boolean;
  /** How many clauses held, of the rule of which most did. */
  readonly clausesHeld: number;
  readonly clausesTotal: number;
  /** The first clause of that rule that did not hold; null when matched. */
  readonly failed: FailedClause | null;
  /** Every clause of it that did not hold, in order, at most 20; empty when matched. */
  readonly failures: readonly FailedClause[];
  /** Every clause of it, held or not, in order, at most 50. */
  readonly clauses: readonly ClauseTrial[];
  /** One sentence on why `sub` fits although it arrived in the other of its two forms; null: that is not so. */
  readonly subjectForm: string | null;
}

export interface FailedClause {
  /** Claim path, joined with dots for reading. */
  readonly claim: string;
  readonly path: readonly string[];
  /** In words a person reads: `"refs/heads/main"`, `one of "a", "b"`, `refs/heads/*`. */
  readonly expected: string;
  /** Undefined member: the claim is missing. */
  readonly presented: JsonValue | undefined;
  readonly nearMiss: NearMiss | null;
}

/** One rule of a mapping that has many. */
export interface RuleTrial {
  /** From 1, as people count. */
  readonly number: number;
  readonly matched: boolean;
  readonly clauses: readonly ClauseTrial[];
  /** Null: it did not match. */
  readonly gives: RuleGift | null;
  /** What of it does not count beside the other rules, a sentence each. */
  readonly remarks: readonly string[];
}

export interface ClauseTrial extends FailedClause {
  readonly held: boolean;
  /** The claim that was taken, where it is called otherwise than the rule calls it; else null. */
  readonly foundAt: string | null;
}

/** What one rule gives, before the directory has a say. */
export interface RuleGift {
  readonly user: GrantedUser | null;
  readonly groups: readonly GroupRef[];
  readonly projectRoles: readonly ProjectRoles[];
  /** Why it cannot be made, which refuses the login; null: it can. */
  readonly problem: string | null;
}

/** A difference small enough to be a mistake rather than another workload. */
export interface NearMiss {
  readonly kind:
    | "letter_case"
    | "json_type"
    | "trailing_slash"
    | "percent_encoding"
    | "white_space"
    | "subject_format"
    | "renamed"
    | "array_or_scalar"
    | "claim_name";
  /** One sentence: what differs and what to change. */
  readonly advice: string;
  readonly compared: ComparedTexts;
}

/** The two texts that are nearly the same: values as text, other types as JSON, or names of claims. */
export interface ComparedTexts {
  readonly expected: string;
  readonly presented: string;
  /** `*` of the expected text stands for any run of characters. */
  readonly isPattern: boolean;
}

/** How a drafted mapping fares with the claims that are on trial. */
export interface DraftTrial {
  readonly matched: boolean;
  /** It would decide the exchange. */
  readonly wins: boolean;
  /** Name of the mapping that decides although the draft fits; null: none does. */
  readonly beatenBy: string | null;
  /** What came of it, for a person. */
  readonly sentence: string;
  /** Every rule with every clause. Empty: the claims are not known. */
  readonly rules: readonly RuleTrial[];
  /** What it would grant if it decided; null: it does not fit, or its grant cannot be made. */
  readonly grant: TokenGrant | null;
}

export interface Explanation {
  readonly verdict: "accepted" | "refused";
  /** What was explained: a token on trial, typed-in claims, or a recorded exchange. */
  readonly about: "token" | "claims" | "record";
  /** Whether the signature held. Of typed-in claims, which have none, it never did. */
  readonly verified: boolean;
  readonly reason: Reason | null;
  /** How far the exchange came; for typed-in claims, how far a signed token that carries them would come. */
  readonly progress: Progress;
  /** What the caller was, or would be, told. */
  readonly callerSentence: string | null;
  /** What is wrong and what to do next. */
  readonly hint: string | null;
  readonly evidence: Readonly<Record<string, JsonValue>>;
  readonly provider: string | null;
  /** The mapping that decided, also when the exchange was refused after that. */
  readonly mapping: string | null;
  /** What the mapping grants, also when only the repeated use of the token stands in the way. */
  readonly grant: TokenGrant | null;
  /** Whether a presented token was exchanged before and would be refused; null: not a single-use provider, or no token. */
  readonly wouldBeReplayed: boolean | null;
  /** The nearest mappings first, at most 50. */
  readonly trials: readonly Trial[];
  /** Behind a protocol's door: every rule of the first of those mappings. */
  readonly rules: readonly RuleTrial[];
  /** Null: no mapping was drafted. */
  readonly draft: DraftTrial | null;
  /** How many mappings were judged. */
  readonly considered: number;
  /** How many the choice could fall on; more than were judged where there are very many, or some take too long. */
  readonly inReach: number;
  /** The trial that came closest to matching; null when one matched or none exists. */
  readonly nearest: Trial | null;
  /** The revision whose rules were used. */
  readonly revision: number;
  readonly at: EpochSeconds;
  /** Remarks worth knowing, such as which subject format arrived. */
  readonly remarks: readonly string[];
}

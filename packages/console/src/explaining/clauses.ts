/**
 * The trial of a mapping, clause by clause, ready to be shown: what was demanded, what was there, whether it held,
 * and where a small difference lies. What is judged, and where the differences are, the server says.
 */

import type { Explanation } from "@countersign/client";
import type { Mark } from "../ui/text-pieces.ts";
import { lowered } from "./wording.ts";

export type Trial = Explanation["trials"][number];

/** A clause as far as the API tells: of mappings further away only those that failed come. */
export type Clause = Trial["failures"][number] & Partial<Pick<Trial["clauses"][number], "held" | "found_at">>;

export interface ClauseRow {
  readonly claim: string;
  /** The claim that was taken where the rule calls it otherwise; null: as it is called. */
  readonly foundAt: string | null;
  readonly expected: string;
  /** Null: the token has no such claim. */
  readonly presented: string | null;
  readonly held: boolean;
  readonly nearMiss: NearMissRow | null;
}

export interface NearMissRow {
  /** What differs, in a few words. */
  readonly words: string;
  /** What to do about it. */
  readonly advice: string;
  /** The two texts that were compared, with the characters in which they differ. */
  readonly expected: MarkedText;
  readonly presented: MarkedText;
}

export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

export function clauseRow(clause: Clause): ClauseRow {
  const { near_miss: near } = clause;
  return {
    claim: clause.claim,
    foundAt: clause.found_at ?? null,
    expected: clause.expected,
    presented: clause.presented === undefined ? null : valueText(clause.presented),
    held: clause.held ?? false,
    nearMiss:
      near === null
        ? null
        : {
            words: nearMissInWords(near.kind),
            advice: near.advice,
            expected: { text: near.expected, marks: near.marks.expected },
            presented: { text: near.presented, marks: near.marks.presented },
          },
  };
}

/** As JSON writes it, so that a number and the same digits in a text are told apart. */
export function valueText(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

const nearMisses: Readonly<Record<string, string>> = {
  letter_case: "Only upper and lower case differ",
  json_type: "Only the JSON type differs",
  trailing_slash: "Only a slash at the end differs",
  percent_encoding: "Only the percent-encoding differs",
  white_space: "Only white space around it differs",
  subject_format: "The same subject, written in the issuer's other form",
  renamed: "Another name behind the same number",
  array_or_scalar: "A list, where a single value is demanded",
  claim_name: "The claim's name differs in upper and lower case",
};

/** What differs, in a few words; the server's advice says what to do about it. */
export function nearMissInWords(kind: string): string {
  return Object.hasOwn(nearMisses, kind)
    ? (nearMisses[kind] ?? "")
    : `A small difference: ${kind.replaceAll("_", " ")}`;
}

/** The clauses to show of a trial: all of the closest rule where they came, else those that failed. */
export function clausesOf(trial: Trial): readonly ClauseRow[] {
  const { clauses } = trial;
  return (clauses.length === 0 ? trial.failures : clauses).map(clauseRow);
}

/** How near it came. */
export function nearness({ matched, clauses_held: held, clauses_total: total }: Trial): string {
  if (matched) return total === 1 ? "Its clause holds" : `All ${total} clauses hold`;
  return `${held} of ${total === 1 ? "1 clause holds" : `${total} clauses hold`}`;
}

/** How the nearest mapping was missed, in one sentence. */
export function nearestSentence({ mapping, failures }: Trial): string {
  const claims = [...new Set(failures.map(({ claim }) => claim))];
  const shown = claims.slice(0, mostClaimsNamed);
  const more = claims.length - shown.length;
  const which = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const near = failures.length === 1 ? (failures[0]?.near_miss ?? null) : null;
  const because = near === null ? "" : `, a near miss: ${lowered(nearMissInWords(near.kind))}`;
  const demands = claims.length === 1 ? "its demand on" : "its demands on";
  return `The mapping “${mapping}” came nearest: ${demands} ${which} did not hold${because}.`;
}

/** More names make no sentence. */
const mostClaimsNamed = 3;

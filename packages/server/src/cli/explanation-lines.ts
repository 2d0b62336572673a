/** An explanation as a person reads it: verdict, reason, then the mappings that came nearest. */

import type { Explanation } from "@countersign/client";
import { counted } from "../core/counted.ts";
import { fields, wrapped } from "./terminal.ts";

type Trial = Explanation["trials"][number];
type FailedClause = Trial["failures"][number];
type RuleTrial = Explanation["rules"][number];

/** Enough to see why; `--json` has them all. */
const shownTrials = 10;

/** @param columns width to wrap at; absent: not at all */
export function explanationLines(explanation: Explanation, columns?: number): readonly string[] {
  const { trials, considered } = explanation;
  const shown = trials.slice(0, shownTrials);
  const rest = considered - shown.length;
  return [
    `${explanation.verdict}${caveat(explanation)}`,
    ...fields(facts(explanation), columns === undefined ? columns : columns - 2).map((line) => `  ${line}`),
    ...draftLines(explanation.draft, columns),
    ...(shown.length === 0 ? [] : ["", `mappings judged: ${considered}`]),
    ...shown.flatMap((trial) => trialLines(trial, columns)),
    ...explanation.rules.flatMap((rule) => ruleLines(rule, columns)),
    ...(rest > 0 ? [`  … and ${rest} more (--json shows up to 50)`] : []),
  ];
}

/** A draft has one line where it decides, and every clause where it does not fit. */
function draftLines(draft: Explanation["draft"], columns: number | undefined): readonly string[] {
  if (draft === null) return [];
  const { matched, sentence, grant, rules } = draft;
  return [
    "",
    ...wrapped(sentence, columns, { first: "draft: ", others: "  " }),
    ...(grant === null ? [] : noteLines("grants: ", grantText(grant), columns)),
    ...(matched ? [] : rules.flatMap((rule) => ruleLines(rule, columns))),
  ];
}

/** Nobody should take for proved what is not. */
function caveat({ about, verified }: Explanation): string {
  if (about === "claims") return " (claims only: no signature was checked)";
  return verified ? "" : " (the signature was not proved)";
}

function facts(explanation: Explanation): readonly (readonly [string, string])[] {
  const { provider, mapping, grant, reason, hint, caller_sentence: told, remarks } = explanation;
  const present = (label: string, value: string | null): readonly (readonly [string, string])[] =>
    value === null ? [] : [[label, value]];
  const replayed = "this token was exchanged before and would be refused";
  return [
    ...present("provider", provider),
    ...present("mapping", mapping),
    ...present("grant", grant === null ? null : grantText(grant)),
    ...present("reason", reason),
    ...present("why", hint),
    ...present("told", told),
    ...present("replay", explanation.would_be_replayed === true ? replayed : null),
    ...remarks.flatMap((remark) => present("note", remark)),
  ];
}

/** As a mapping writes it; what is not granted is left out. */
function grantText(grant: NonNullable<Explanation["grant"] | RuleTrial["gives"]>): string {
  const given = Object.entries(grant).filter(
    ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return JSON.stringify(Object.fromEntries(given));
}

function trialLines(trial: Trial, columns: number | undefined): readonly string[] {
  const { clauses_held: holding, clauses_total: total } = trial;
  const held = `${holding} of ${counted(total, "clause holds", "clauses hold")}`;
  const name = trial.project === null ? trial.mapping : `${trial.mapping} (project ${trial.project})`;
  const form = noteLines("sub: ", trial.subject_form, columns);
  if (trial.failures.length === 0) return [`  ${trial.matched ? "✓" : "✗"} ${name}: ${held}`, ...form];
  return [
    `  ✗ ${name}: ${held}; not these:`,
    ...trial.failures.flatMap((failed) => failedLines(failed, columns)),
    ...form,
  ];
}

/** Behind a protocol's door every rule counts, and each clause of it may be the one that was misunderstood. */
function ruleLines(
  { number, matched, clauses, gives, remarks }: RuleTrial,
  columns: number | undefined,
): readonly string[] {
  return [
    `  ${matched ? "✓" : "✗"} rule ${number}`,
    ...clauses.flatMap((clause) =>
      clause.held
        ? [`      ✓ ${clause.claim}${foundAt(clause.found_at)}  ${JSON.stringify(clause.presented)}`]
        : failedLines({ ...clause, claim: `✗ ${clause.claim}${foundAt(clause.found_at)}` }, columns),
    ),
    ...(gives === null ? [] : noteLines("gives: ", grantText(gives), columns)),
    ...remarks.flatMap((remark) => noteLines("note: ", remark, columns)),
  ];
}

function foundAt(name: string | null): string {
  return name === null ? "" : ` (${name})`;
}

function failedLines(failed: FailedClause, columns: number | undefined): readonly string[] {
  const { claim, expected, presented, near_miss: nearMiss } = failed;
  const shown = presented === undefined ? "(missing)" : JSON.stringify(presented);
  return [
    `      ${claim}  expected ${expected}  presented ${shown}`,
    ...noteLines("near miss: ", nearMiss?.advice ?? null, columns),
  ];
}

function noteLines(label: string, text: string | null, columns: number | undefined): readonly string[] {
  const first = `      ${label}`;
  return text === null ? [] : wrapped(text, columns, { first, others: " ".repeat(first.length) });
}

/**
 * What a valid identity mapping looks like. Every list and text in it has a limit, so that judging a token
 * against it costs a bounded amount whoever wrote it; every pattern is compiled before it is saved, so that
 * none fails for the first time in an exchange.
 */

import { stepsPerToken } from "../matching/presented.ts";
import { stepsToCompile } from "../matching/regex-classes.ts";
import type { Refusal } from "../refusal.ts";
import { longestSessionSeconds } from "../sessions.ts";
import type { Steps } from "../steps.ts";
import type {
  ClaimAlias,
  Clause,
  ClauseTest,
  Entry,
  MappingDraft,
  Matcher,
  Provider,
  Rule,
} from "../terms.ts";
import {
  type ConfigurationRules,
  countFaults,
  type Fault,
  type Faults,
  fault,
  firstFault,
  integerFaults,
  listFaults,
  textFaults,
  textForms,
  weightFaults,
} from "./configuration-rules.ts";
import { grantFaults } from "./grant-rules.ts";

/** How much one mapping may hold; far above what people write, far below what hurts. */
const limits = {
  rules: 1_000,
  clauses: 100,
  pathMembers: 16,
  matchers: 1_000,
  regexes: 500,
  stepsToCompile: stepsPerToken / 2,
  aliases: 8,
  audiences: 64,
};

/**
 * @param provider the provider the mapping belongs to
 * @returns the first fault, or null for a valid draft
 */
export function validateMapping(
  draft: MappingDraft,
  provider: Pick<Provider, "project">,
  rules: ConfigurationRules,
): Fault | null {
  return firstFault(mappingFaults(draft, provider, rules));
}

function* mappingFaults(
  draft: MappingDraft,
  provider: Pick<Provider, "project">,
  rules: ConfigurationRules,
): Faults {
  yield* weightFaults("mapping", draft);
  yield* textFaults("name", draft.name, textForms.mappingName);
  yield* textFaults("description", draft.description, textForms.description);
  yield* textFaults("project", draft.project, textForms.project);
  if (draft.project !== null && provider.project !== null && draft.project !== provider.project) {
    yield fault("project", `must be ${provider.project}, the project of its provider, or absent.`);
  }
  yield* entryFaults(draft.entry);
  yield* integerFaults("priority", draft.priority, 1, Number.MAX_SAFE_INTEGER);
  yield* listFaults("audience", draft.audience, limits.audiences, textForms.audience);
  yield* lifetimeFaults(draft.lifetimeSeconds, rules.maxTokenLifetimeSeconds);
  if (draft.entry.kind === "console") yield* sessionFaults(draft.lifetimeSeconds);
  else yield* operatorFaults(draft.rules);
  yield* ruleFaults(draft.rules, draft.project, rules);
}

function* lifetimeFaults(seconds: number, most: number): Faults {
  for (const { field, detail } of integerFaults("lifetimeSeconds", seconds, 1, most)) {
    const setting = "Whoever runs the server sets the longest there is with COUNTERSIGN_MAX_TOKEN_TTL.";
    yield { kind: "invalid", field, detail: seconds > most ? `${detail} ${setting}` : detail };
  }
}

/** What is granted there is a session. */
function* sessionFaults(seconds: number): Faults {
  if (seconds <= longestSessionSeconds) return;
  yield fault(
    "lifetimeSeconds",
    `must be at most ${longestSessionSeconds} for the console, as long as a session may last.`,
  );
}

/** Operators are people who sign in; no workload is one. */
function* operatorFaults(rules: readonly Rule[]): Faults {
  for (const [index, { grant }] of rules.entries()) {
    if (grant.operator === true) {
      yield fault(
        `rules.${index}.grant.operator`,
        'is for people who sign in to the console: set entry to {"kind": "console"}, or grant admin.',
      );
    }
  }
}

/** @param project that owns the rules; null: none does */
export function* ruleFaults(
  given: readonly Rule[],
  project: string | null,
  rules: Pick<ConfigurationRules, "compileRegex">,
): Faults {
  yield* countFaults("rules", given.length, 1, limits.rules);
  yield* regexCountFaults(given);
  for (const [index, rule] of given.entries()) {
    yield* countFaults(`rules.${index}.when`, rule.when.length, 0, limits.clauses);
    for (const [position, clause] of rule.when.entries()) {
      yield* clauseFaults(`rules.${index}.when.${position}`, clause, rules);
    }
    yield* grantFaults(`rules.${index}.grant`, rule.grant, project);
  }
}

/**
 * Compiles the expressions of rules, a step for each. Hundreds of them take longer than one turn may; whoever judges the
 * rules afterwards finds them remembered. Of too many none is compiled: they are refused without.
 */
export function* compileAhead(
  given: readonly Rule[],
  { compileRegex }: Pick<ConfigurationRules, "compileRegex">,
): Steps<void> {
  if (firstFault(regexCountFaults(given)) !== null) return;
  for (const source of regexesIn(given)) {
    compileRegex(source);
    yield;
  }
}

/** Each is compiled before the mapping is saved, and while a token is judged where it is not remembered. */
function* regexCountFaults(given: readonly Rule[]): Faults {
  const sources = regexesIn(given);
  if (sources.length > limits.regexes) {
    yield fault(
      "rules",
      `hold ${sources.length} regular expressions, and one mapping may hold ${limits.regexes}: write values, or globs such as "team-*", or split the mapping.`,
    );
  }
  const steps = sources.reduce((sum, source) => sum + stepsToCompile(source), 0);
  if (steps > limits.stepsToCompile) {
    yield fault(
      "rules",
      'hold regular expressions that together take too long to compile: write values, or globs such as "team-*", or shorter expressions without (?i) and classes such as \\p{L}, or split the mapping.',
    );
  }
}

function regexesIn(given: readonly Rule[]): readonly string[] {
  return given.flatMap(({ when }) => when).flatMap(({ test }) => regexesOf(test));
}

function regexesOf(test: ClauseTest): readonly string[] {
  if (test.kind === "present") return [];
  const listed = test.kind === "is" ? [test.matcher] : test.matchers;
  return listed.flatMap((matcher) => (matcher.kind === "regex" ? [matcher.source] : []));
}

function* entryFaults(entry: Entry): Faults {
  if (entry.kind === "protocol") yield* textFaults("entry.protocol", entry.protocol, textForms.providerName);
}

type RegexRules = Pick<ConfigurationRules, "compileRegex">;

function* clauseFaults(field: string, clause: Clause, rules: RegexRules): Faults {
  yield* pathFaults(`${field}.path`, clause.path);
  yield* textFaults(`${field}.separator`, clause.separator ?? null, textForms.visible);
  const aliases: readonly ClaimAlias[] = clause.aliases ?? [];
  yield* countFaults(`${field}.aliases`, aliases.length, 0, limits.aliases);
  for (const [index, { path }] of aliases.entries())
    yield* pathFaults(`${field}.aliases.${index}.path`, path);
  switch (clause.test.kind) {
    case "present":
      return;
    case "is":
      yield* matcherFaults(`${field}.test.matcher`, clause.test.matcher, rules);
      return;
    case "any_of":
    case "none_of":
    case "keep":
    case "drop":
      yield* countFaults(`${field}.test.matchers`, clause.test.matchers.length, 0, limits.matchers);
      for (const [index, matcher] of clause.test.matchers.entries()) {
        yield* matcherFaults(`${field}.test.matchers.${index}`, matcher, rules);
      }
      return;
  }
}

function* pathFaults(field: string, path: readonly string[]): Faults {
  yield* countFaults(field, path.length, 1, limits.pathMembers);
  yield* listFaults(field, path, limits.pathMembers, textForms.visible);
}

function* matcherFaults(field: string, matcher: Matcher, rules: RegexRules): Faults {
  switch (matcher.kind) {
    case "equals":
    case "subset":
      return;
    case "glob":
      yield* textFaults(`${field}.pattern`, matcher.pattern, textForms.visible);
      return;
    case "regex": {
      // The empty one is found everywhere; it is risky, not wrong.
      if (matcher.source !== "") yield* textFaults(`${field}.source`, matcher.source, textForms.visible);
      const compiled = rules.compileRegex(matcher.source);
      if (!compiled.ok) yield fault(`${field}.source`, regexComplaint(compiled.refusal));
      return;
    }
  }
}

/** What the sentence about an expression that does not compile goes on with: what the compiler says, where it says it. */
export function regexComplaint({ evidence: { detail } }: Refusal): string {
  return `is no regular expression that this server compiles. ${typeof detail === "string" ? detail : ""}`.trim();
}

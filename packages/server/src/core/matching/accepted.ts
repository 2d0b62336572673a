/** What a clause accepts, as its author wrote it: for findings, explanations and whatever asks if a value is written out. */

import type { Clause, ClauseTest, Matcher } from "../terms.ts";

/** What the clause accepts; empty for clauses that only exclude or collect. */
export function matchersOf(test: ClauseTest): readonly Matcher[] {
  switch (test.kind) {
    case "is":
      return [test.matcher];
    case "any_of":
      return test.matchers;
    case "none_of":
    case "present":
    case "keep":
    case "drop":
      return [];
  }
}

/** The text of each string or glob the clause accepts. */
export function textsOf(clause: Clause): readonly string[] {
  return matchersOf(clause.test).flatMap((matcher) => textOf(matcher) ?? []);
}

/** The text of a string or glob; null: the matcher has none. */
export function textOf(matcher: Matcher): string | null {
  if (matcher.kind === "glob") return matcher.pattern;
  return matcher.kind === "equals" && typeof matcher.value === "string" ? matcher.value : null;
}

/** True when every value the clause accepts is written out. */
export function isExact(clause: Clause): boolean {
  const matchers = matchersOf(clause.test);
  return (
    matchers.length > 0 && matchers.every((matcher) => matcher.kind === "equals" && matcher.value !== null)
  );
}

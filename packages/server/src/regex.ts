/**
 * The engine for regular expressions administrators write: RE2 syntax, matched in time linear in the
 * text, so that no pattern and no claim can stall the server. Look-around and back-references do not
 * exist in it. Expressions are bounded in length, and so is the number kept compiled.
 */

import { RE2JS, RE2JSException } from "re2js";
import type { CompileRegex } from "./core/matching/registry.ts";
import { accept, refuse, type Verdict } from "./core/refusal.ts";

/** Long enough for lists of names; short enough that compiling and matching stay quick. */
export const maxRegexCharacters = 512;

/** Expressions kept compiled; beyond it the one unused for longest is forgotten. */
const maxCompiled = 1_000;

/** A compiler that remembers what it compiled last. @param capacity how many expressions it remembers */
export function rememberingRegexCompiler(capacity: number): CompileRegex {
  const compiled = new Map<string, Verdict<(text: string) => boolean>>();
  return (source) => {
    const outcome = compiled.get(source) ?? compile(source);
    // Taken out and put in again, the one used last stands last; the first is the one unused for longest.
    compiled.delete(source);
    compiled.set(source, outcome);
    const [oldest] = compiled.keys();
    if (compiled.size > capacity && oldest !== undefined) compiled.delete(oldest);
    return outcome;
  };
}

/**
 * Compiles an expression for unanchored, case-sensitive search.
 * @returns refused with `request_malformed`, whose `detail` says what is wrong with the expression
 * @see https://github.com/google/re2/wiki/Syntax
 */
export const compileRegex: CompileRegex = rememberingRegexCompiler(maxCompiled);

function compile(source: string): Verdict<(text: string) => boolean> {
  if (source.length > maxRegexCharacters) {
    return refuse("request_malformed", {
      detail: `A regular expression has at most ${maxRegexCharacters} characters; this one has ${source.length}.`,
    });
  }
  try {
    const expression = RE2JS.compile(source);
    return accept((text) => expression.test(text));
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    return refuse("request_malformed", {
      detail: `The regular expression ${JSON.stringify(source)} is not RE2: ${cause.message}.`,
    });
  }
}

/**
 * The engine for regular expressions administrators write: RE2 syntax, which has no look-around and no back-references,
 * so that a search takes time linear in the text. Linear is not quick: an expression of 30 characters can repeat itself
 * into a program of thousands of steps, each of which may be taken for every character of a claim. So what an expression
 * comes to is bounded before it is compiled, as is the memory in which the engine remembers where a text has led it, and
 * the number of expressions kept compiled.
 */

import { RE2JSException, RE2Set } from "re2js";
import {
  charactersInClasses,
  maxCharactersInClasses,
  maxRegexCharacters,
} from "./core/matching/regex-classes.ts";
import { maxRangesWrittenOut, rangesWrittenOut, writtenOut } from "./core/matching/regex-size.ts";
import type { CompiledRegex, CompileRegex } from "./core/matching/registry.ts";
import { accept, refuse, type Verdict } from "./core/refusal.ts";
import { RecentlyUsed } from "./runtime/recently-used.ts";

/** The same with counted repetitions written out: `a{3}` comes to `aaa`. Room for a name of 1 to 255 characters. */
export const maxRegexWrittenOut = 1_000;

/** Expressions kept compiled, at most twice as many: some 16 KB each, mostly. */
const maxCompiled = 1_000;

/**
 * For each expression. Where a text leads to ever new states, a larger memory is filled and thrown away again and again,
 * which takes ten times as long as going without.
 */
const bytesForStates = 32_768;

/** A compiler that remembers what it compiled last. @param capacity how many expressions it remembers */
export function rememberingRegexCompiler(capacity: number): CompileRegex {
  const compiled = new RecentlyUsed<Verdict<CompiledRegex>>(capacity);
  return (source) => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const outcome = compile(source);
    compiled.set(source, outcome);
    return outcome;
  };
}

/**
 * Compiles an expression for unanchored, case-sensitive search.
 * @returns refused with `request_malformed`, whose `detail` says what is wrong with the expression
 * @see https://github.com/google/re2/wiki/Syntax
 */
export const compileRegex: CompileRegex = rememberingRegexCompiler(maxCompiled);

function compile(source: string): Verdict<CompiledRegex> {
  if (source.length > maxRegexCharacters) {
    return refuse("request_malformed", {
      detail: `A regular expression has at most ${maxRegexCharacters} characters; this one has ${source.length}.`,
    });
  }
  const size = writtenOut(source);
  if (size > maxRegexWrittenOut) {
    return refuse("request_malformed", {
      detail: `The regular expression ${JSON.stringify(source)} comes to ${size} characters with its counted repetitions written out; at most ${maxRegexWrittenOut} are taken. Repeat less, or any number of times, as in "[a-z]+".`,
    });
  }
  if (charactersInClasses(source) > maxCharactersInClasses) {
    return refuse("request_malformed", {
      detail: `The classes of the regular expression ${JSON.stringify(source)} have too many characters to go through. Write fewer classes such as \\p{L}, narrower ranges, or both letter cases without (?i).`,
    });
  }
  if (rangesWrittenOut(source) > maxRangesWrittenOut) {
    return refuse("request_malformed", {
      detail: `The regular expression ${JSON.stringify(source)} repeats classes that have too many ranges of characters. Repeat them less, or any number of times, as in "\\p{L}+".`,
    });
  }
  try {
    const expression = new RE2Set(RE2Set.UNANCHORED, 0, bytesForStates);
    expression.add(source);
    expression.compile();
    return accept({ size, matches: (text) => expression.match(text).length > 0 });
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    return refuse("request_malformed", {
      detail: `The regular expression ${JSON.stringify(source)} is not RE2: ${cause.message}.`,
    });
  }
}

/**
 * What a regular expression comes to with its counted repetitions written out, as `a{3}` comes to `aaa`: so long is the
 * engine's program, and so many ranges of characters does it go through to make it.
 */

/** Some fifteen milliseconds. Room for a name of 1 to 255 characters, each of two of Unicode's classes. */
export const maxRangesWrittenOut = 400_000;

/** The largest of Unicode's classes has about as many. */
const rangesOfUnicodeClass = 700;

/** A quoted run, an escape, a class, a counted repetition, or any other character. */
const parts =
  /\\Q[\s\S]*?(?:\\E|$)|\\(?:[pPx]\{[^}]*\}|[pP][^{]|[\s\S])|\[\^?\]?(?:\[:\^?\w*:\]|\\[\s\S]|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[\s\S]/g;
const unicodeClasses = /\\[pP]/g;

/**
 * How long an expression is with its counted repetitions written out, a class or an escape counting as one character.
 * It bounds the engine's program without making it: that of `(?:a{30}){30}` has nine hundred steps. What is no expression
 * has some length, too.
 */
export function writtenOut(source: string): number {
  return sumWrittenOut(source, (part) => (isQuoted(part) ? part.length : 1));
}

/** How many ranges of characters that has, at most: to the engine, a class that is repeated is as many classes. */
export function rangesWrittenOut(source: string): number {
  return sumWrittenOut(source, (part) => {
    const classes = isQuoted(part) ? 0 : (part.match(unicodeClasses)?.length ?? 0);
    return part.length + classes * rangesOfUnicodeClass;
  });
}

function isQuoted(part: string): boolean {
  return part.startsWith("\\Q");
}

function sumWrittenOut(source: string, weigh: (part: string) => number): number {
  /** Where each group that is open has begun. */
  const begun: number[] = [];
  let sum = 0;
  /** Of what a repetition that follows would repeat: of a quoted run, the last character. */
  let last = 0;
  for (const [part, least, most] of source.matchAll(parts)) {
    if (least !== undefined) {
      const times = Math.max(1, Number(least), Number(most ?? 0));
      sum += last * (times - 1);
      last *= times;
    } else if (part === ")") {
      sum += 1;
      last = sum - (begun.pop() ?? 0);
    } else {
      if (part === "(") begun.push(sum);
      const added = weigh(part);
      sum += added;
      if (isQuoted(part)) last = 1;
      else last = /^[*+?]$/.test(part) ? last + added : added;
    }
  }
  return sum;
}

/**
 * Where two texts differ, for marking it: what is left unmarked of the one is what is left unmarked of the other. Whole
 * characters are compared, so that no mark ever cuts one in two. A wildcard is no difference, whatever it stands for.
 */

import type { ComparedTexts } from "./explanation.ts";

/** Which characters of two texts differ: ranges in UTF-16 units, in order and apart from each other. */
export interface Marks {
  readonly expected: readonly Range[];
  readonly presented: readonly Range[];
}
export interface Range {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
}

/**
 * So many pairs of characters are compared for one answer, some milliseconds' work; after that the stretch between
 * what two texts begin and end with is marked as a whole.
 */
const pairsAtMost = 1_000_000;

const wildcard = "*";

/** Marks the differences of as many texts as one answer holds. */
export function createMarker(): (compared: ComparedTexts) => Marks {
  let left = pairsAtMost;
  return ({ expected, presented, isPattern }) => {
    const [one, other] = [[...expected], [...presented]];
    const start = sharedLength(one, other, isPattern);
    const end = sharedLength(one.slice(start).reverse(), other.slice(start).reverse(), isPattern);
    const [parts, others] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
    left -= parts.length * others.length;
    const kept =
      left < 0
        ? { one: parts.map(() => false), other: others.map(() => false) }
        : alignment(parts, others, isPattern);
    return { expected: rangesOf(one, start, kept.one), presented: rangesOf(other, start, kept.other) };
  };
}

/** Of what both begin with; never a wildcard, which may stand for more. */
function sharedLength(one: readonly string[], other: readonly string[], isPattern: boolean): number {
  const differs = one.findIndex(
    (character, at) => character !== other[at] || (isPattern && character === wildcard),
  );
  return differs === -1 ? one.length : differs;
}

interface Kept {
  readonly one: readonly boolean[];
  readonly other: readonly boolean[];
}

/** Which characters of each stay when as few as possible are left out of both to make them fit. */
function alignment(one: readonly string[], other: readonly string[], isPattern: boolean): Kept {
  const width = other.length + 1;
  const isStar = (at: number) => isPattern && one[at] === wildcard;
  // At [i, j]: how many have to be left out of what is behind i and behind j.
  const left = new Uint32Array((one.length + 1) * width);
  const at = (i: number, j: number) => left[i * width + j] ?? 0;
  for (let i = one.length; i >= 0; i -= 1) {
    for (let j = other.length; j >= 0; j -= 1) {
      left[i * width + j] = fewest(i, j);
    }
  }
  function fewest(i: number, j: number): number {
    const [oneEnds, otherEnds] = [i === one.length, j === other.length];
    if (oneEnds) return other.length - j;
    if (isStar(i)) return otherEnds ? at(i + 1, j) : Math.min(at(i + 1, j), at(i, j + 1));
    if (otherEnds) return 1 + at(i + 1, j);
    if (one[i] === other[j]) return at(i + 1, j + 1);
    return 1 + Math.min(at(i + 1, j), at(i, j + 1));
  }
  const kept = { one: one.map(() => false), other: other.map(() => false) };
  let [i, j] = [0, 0];
  while (i < one.length) {
    if (isStar(i)) {
      kept.one[i] = true;
      if (j < other.length && at(i, j) === at(i, j + 1)) {
        kept.other[j] = true;
        j += 1;
      } else i += 1;
    } else if (one[i] === other[j]) {
      kept.one[i] = true;
      kept.other[j] = true;
      i += 1;
      j += 1;
    } else if (at(i, j) === 1 + at(i + 1, j)) i += 1;
    else j += 1;
  }
  return kept;
}

/** The runs of characters that are not kept, in UTF-16 units. @param start characters before the compared part */
function rangesOf(characters: readonly string[], start: number, kept: readonly boolean[]): readonly Range[] {
  const ranges: { from: number; to: number }[] = [];
  let unit = 0;
  for (const [index, character] of characters.entries()) {
    const next = unit + character.length;
    if (kept[index - start] === false) {
      const last = ranges.at(-1);
      if (last?.to === unit) last.to = next;
      else ranges.push({ from: unit, to: next });
    }
    unit = next;
  }
  return ranges;
}

/**
 * What a change would do to recorded exchanges, counted while they are judged one after another. Groups are by subject
 * and by what is seen of both sides, so that a thousand runs of one pipeline are one line.
 */

import type { Principal } from "../access.ts";
import { ownMember } from "../json.ts";
import type { Steps } from "../steps.ts";
import type { EpochSeconds } from "../terms.ts";
import { type DifferenceKind, differenceOf } from "./difference.ts";
import { differenceSentence } from "./difference-sentence.ts";
import { judgeAgain, type ReplayedRecord, type ReplayPorts, type Rules, replayableOf } from "./judgement.ts";
import { type Side, sideSeenBy } from "./seen-side.ts";

/** So many are read by a person, if any; the counts are of all. */
const groupsAtMost = 200;

/** What is compared, and for whom. */
export interface Comparison {
  readonly by: Principal;
  readonly before: Rules;
  readonly after: Rules;
}

/** Exchanges of one subject to which the change does the same. */
export interface DifferenceGroup {
  readonly kind: DifferenceKind;
  readonly subject: string;
  readonly count: number;
  /** The latest of them. */
  readonly latest: { readonly requestId: string; readonly at: EpochSeconds };
  readonly before: Side;
  readonly after: Side;
  readonly sentence: string;
}

/** What came of it. */
export interface Replayed {
  readonly replayed: number;
  /** No signature held, so that there is nothing to judge again, or the details were erased. */
  readonly notReplayable: number;
  readonly same: number;
  readonly gained: number;
  readonly lost: number;
  readonly changed: number;
  /** The gravest first, at most 200. */
  readonly groups: readonly DifferenceGroup[];
}

/** Counting in progress. */
export interface Tally {
  /** The records, the latest first; a step for each. */
  add(records: readonly ReplayedRecord[]): Steps<void>;
  result(): Replayed;
}

type Counts = Record<DifferenceKind | "same" | "notReplayable", number>;

export function createTally(ports: ReplayPorts, { by, before, after }: Comparison): Tally {
  const counts: Counts = { same: 0, notReplayable: 0, gained: 0, lost: 0, changed: 0 };
  const groups = new Map<string, Unworded>();
  const addOne = (record: ReplayedRecord) => {
    const replayable = replayableOf(record);
    if (replayable === null) {
      counts.notReplayable += 1;
      return;
    }
    const was = judgeAgain(ports, before, replayable);
    const is = judgeAgain(ports, after, replayable);
    const kind = differenceOf(was, is);
    counts[kind ?? "same"] += 1;
    if (kind === null) return;
    const subject = ownMember(replayable.claims, "sub");
    addTo(groups, {
      kind,
      subject: typeof subject === "string" ? subject : "",
      count: 1,
      latest: { requestId: record.requestId, at: record.at },
      before: sideSeenBy(by, was),
      after: sideSeenBy(by, is),
    });
  };
  return {
    *add(records) {
      for (const record of records) {
        addOne(record);
        yield;
      }
    },
    result() {
      const { same, notReplayable, gained, lost, changed } = counts;
      return {
        replayed: same + gained + lost + changed,
        notReplayable,
        same,
        gained,
        lost,
        changed,
        groups: [...groups.values()]
          .toSorted(gravestFirst)
          .slice(0, groupsAtMost)
          .map((group) => ({
            ...group,
            sentence: differenceSentence(group.kind, group.subject, group.before, group.after),
          })),
      };
    },
  };
}

type Unworded = Omit<DifferenceGroup, "sentence">;

function addTo(groups: Map<string, Unworded>, found: Unworded): void {
  const { kind, subject, before, after } = found;
  const key = JSON.stringify([kind, subject, keyOf(before), keyOf(after)]);
  const known = groups.get(key);
  groups.set(key, known === undefined ? found : { ...known, count: known.count + 1 });
}

function keyOf({ outcome, reason, mapping, isHidden, grant, missing }: Side): unknown {
  return [outcome, reason, mapping, isHidden, grant, missing];
}

/** Who becomes an administrator or an operator, who else gains, who loses; then what happens more often, then what happened last. */
function gravestFirst(one: Unworded, other: Unworded): number {
  return rankOf(one) - rankOf(other) || other.count - one.count || other.latest.at - one.latest.at;
}

/** An operator is an administrator, too. */
function powerOf({ grant }: Side): number {
  return Number(grant?.admin === true) + Number(grant?.operator === true);
}

function rankOf({ kind, before, after }: Unworded): number {
  if (powerOf(after) > powerOf(before)) return 0;
  return { gained: 1, lost: 2, changed: 3 }[kind];
}

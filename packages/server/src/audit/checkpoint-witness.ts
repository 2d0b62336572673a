/**
 * What checkpoints say of a chain: "at least this". A head behind a checkpoint, a link other than the one it
 * names and a stream that is gone are found; what retention removed is not, and is told apart by its age: a
 * record may be gone only when it was older than the retention some checkpoint, or the last one until now, states.
 */

import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import type { EpochSeconds } from "../core/terms.ts";
import type { ChainWitness } from "../store/chain-walk.ts";
import type { ConfigurationFindings, ConfigurationWitness } from "../store/configuration-verification.ts";
import type { ChainLinkRow, ChainStreamRow } from "../store/schema.ts";
import type { ChainBreak } from "../store/store.ts";
import { uuidTime } from "../store/uuid.ts";
import type { Checkpoint } from "./checkpoint.ts";

export interface CheckpointWitness extends ChainWitness {
  readonly configuration: ConfigurationWitness;
  /** Call when every stream was seen. @returns streams the checkpoints name, that are gone */
  missing(): readonly ChainBreak[];
  /**
   * Call when the configuration was seen and holds.
   * @param linked the last revision that has a link, and `reached` the last one there is
   * @returns the first that is gone of what checkpoints name beyond them, or null
   */
  configurationBehind(linked: number, reached: number): ConfigurationFindings["broken"];
}

/** What one checkpoint says of one link. */
interface Statement {
  readonly hash: string;
  /** Null: the checkpoint says that the link was pruned already. */
  readonly at: EpochSeconds | null;
  readonly checkpoint: Checkpoint;
}

/** @param now of whoever verifies; of an export, when it was made */
export function witnessOf(checkpoints: readonly Checkpoint[], now: EpochSeconds): CheckpointWitness {
  const streams = statementsByStream(checkpoints);
  const prunedBefore = pruningLimit(checkpoints, now);
  const seen = new Set<string>();
  const revisions = Map.groupBy(checkpoints, (one) => one.revision);
  return {
    ofEnds(ends) {
      seen.add(ends.stream);
      return endsFault(ends, streams.get(ends.stream) ?? new Map(), prunedBefore);
    },
    ofLink: (link) => linkFault(link, streams.get(link.stream)?.get(link.sequence) ?? []),
    missing: () =>
      [...streams].flatMap(([stream, statements]) => {
        if (seen.has(stream)) return [];
        for (const [sequence, some] of statements) {
          const kept = some.find(({ at }) => at !== null && at >= prunedBefore);
          if (kept === undefined) continue;
          const detail = `the whole stream is missing; ${named(kept.checkpoint)} names it`;
          return [{ stream, sequence, detail }];
        }
        return [];
      }),
    configuration({ revision, hash }) {
      const contrary = revisions
        .get(revision)
        ?.find(({ configuration }) => configuration !== null && configuration !== hash);
      return contrary === undefined
        ? null
        : `its link is not the one that ${named(contrary)} names: the configuration up to it was replaced`;
    },
    configurationBehind(linked, reached) {
      const byRevision = checkpoints.toSorted((a, b) => b.revision - a.revision);
      const [latest] = byRevision;
      if (latest !== undefined && latest.revision > reached) {
        const detail = `${named(latest)} names revision ${latest.revision}, and the last one here is ${reached}: changes were cut off`;
        return { revision: reached + 1, detail };
      }
      const witnessed = byRevision.find(({ configuration }) => configuration !== null);
      if (witnessed === undefined || witnessed.revision <= linked) return null;
      const detail = `its link is gone: ${named(witnessed)} names the link of revision ${witnessed.revision}`;
      return { revision: linked + 1, detail };
    },
  };
}

/** Sequence to what is said of it; more than one where checkpoints contradict each other, and one is then broken. */
type Statements = ReadonlyMap<number, readonly Statement[]>;

function statementsByStream(checkpoints: readonly Checkpoint[]): ReadonlyMap<string, Statements> {
  const streams = new Map<string, Map<number, Statement[]>>();
  const add = (stream: string, sequence: number, statement: Statement) => {
    const statements = streams.get(stream) ?? new Map<number, Statement[]>();
    streams.set(stream, statements);
    const standing = statements.get(sequence) ?? [];
    statements.set(sequence, standing);
    // An idle stream is named by many in the same words.
    const known = standing.some(({ hash, at }) => hash === statement.hash && at === statement.at);
    if (!known) standing.push(statement);
  };
  for (const checkpoint of checkpoints) {
    for (const { stream, sequence, hash, at, anchorSequence, anchorHash } of checkpoint.streams) {
      add(stream, sequence, { hash, at, checkpoint });
      if (anchorSequence > 0) add(stream, anchorSequence, { hash: anchorHash, at: null, checkpoint });
    }
  }
  return streams;
}

/** Records from this time on may not be gone: no retention there was, or is, reaches them. */
function pruningLimit(checkpoints: readonly Checkpoint[], now: EpochSeconds): EpochSeconds {
  let latest: Checkpoint | null = null;
  let limit = 0;
  for (const one of checkpoints) {
    limit = Math.max(limit, one.at - one.retentionSeconds);
    if (latest === null || one.at > latest.at) latest = one;
  }
  const untilNow = latest === null ? 0 : now - latest.retentionSeconds;
  return Math.max(limit, untilNow) + nodeClockDifferenceSeconds;
}

function endsFault(
  ends: ChainStreamRow,
  statements: Statements,
  prunedBefore: EpochSeconds,
): ChainBreak | null {
  const { stream, anchor_sequence: anchor, head_sequence: head } = ends;
  const broken = (sequence: number, detail: string) => ({ stream, sequence, detail });
  const all = [...statements].flatMap(([sequence, some]) => some.map((one) => ({ sequence, ...one })));
  for (const { sequence, hash, at, checkpoint } of all) {
    if (sequence > head) {
      return broken(head + 1, `the end was cut off: ${named(checkpoint)} names link ${sequence}`);
    }
    if (sequence > anchor) continue;
    if (at !== null && at >= prunedBefore) {
      const detail = `removed before its time: retention begins after link ${anchor}, and did not reach what ${named(checkpoint)} names`;
      return broken(sequence, detail);
    }
    if (sequence === anchor && hash !== ends.anchor_hash) {
      return broken(sequence, `retention begins after another link than ${named(checkpoint)} names`);
    }
  }
  if (anchor > 0 && all.length > 0 && begunAt(stream, all) >= prunedBefore) {
    const detail = `removed before its time: retention begins after link ${anchor}, and has not reached the beginning of the stream`;
    return broken(anchor, detail);
  }
  return null;
}

/**
 * When a stream began, which its name tells: its first links lie before whatever a checkpoint names of it.
 * @returns 0 where that is later than its links, as when the clock was set back since: then nothing follows from it
 */
function begunAt(stream: string, statements: readonly Pick<Statement, "at">[]): EpochSeconds {
  const begun = Math.floor((uuidTime(stream) ?? 0) / 1000);
  return statements.every(({ at }) => at === null || at >= begun) ? begun : 0;
}

function linkFault(link: ChainLinkRow, statements: readonly Statement[]): string | null {
  const contrary = statements.find(({ hash }) => hash !== link.hash);
  return contrary === undefined
    ? null
    : `it is not the link that ${named(contrary.checkpoint)} names: the stream up to it was replaced`;
}

function named({ at, id }: Checkpoint): string {
  return `the checkpoint of ${new Date(at * 1000).toISOString().replace(".000Z", "Z")} (${id})`;
}

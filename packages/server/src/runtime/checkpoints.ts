/**
 * Checkpoints of a running server: one on a schedule that all nodes share, one at a clean stop, one when
 * all keys were replaced, one whenever somebody asks. Each is logged, so that wherever the log is kept, it is kept too.
 */

import { readCheckpoint } from "../audit/checkpoint.ts";
import { type CheckpointPorts, makeCheckpoint, makeCheckpointAfter } from "../audit/make-checkpoint.ts";
import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import type { EpochSeconds } from "../core/terms.ts";
import type { AuditHeads, StoredCheckpoint } from "../store/store.ts";
import type { Log } from "./log.ts";

/** A stop waits no longer than this for its checkpoint: it must come to its end within ten seconds. */
const stopPatienceMs = 3_000;

export interface Checkpoints {
  /** @throws when the database or the key cannot be reached */
  make(): Promise<StoredCheckpoint>;
  /** Makes one with a new key, at once; never throws, since the keys are replaced whatever comes of it. */
  makeAfterReplacement(): Promise<void>;
  /** Makes one when this node or another made none for an interval. */
  makeIfDue(): Promise<void>;
  /** Makes one of what was written since the last; never throws. */
  makeLast(): Promise<void>;
}

export interface CheckpointOptions extends CheckpointPorts {
  readonly intervalSeconds: number;
  /** Ids of our published keys. */
  ownKeys(): ReadonlySet<string>;
  readonly log: Log;
}

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { audit, intervalSeconds, now, log } = options;
  let covered: AuditHeads | null = null;
  let dueAt: EpochSeconds = 0;

  const tellOfCutStreams = (heads: AuditHeads) => {
    for (const stream of cutStreams(covered, heads)) {
      log.error({ stream }, "the chain of records is shorter than it was: countersign audit verify");
    }
  };
  const noteMade = (made: StoredCheckpoint, heads: AuditHeads) => {
    covered = heads;
    dueAt = made.madeAt + intervalSeconds;
    log.info({ checkpoint: made.text }, "checkpoint");
  };
  const make = async (heads: AuditHeads) => {
    tellOfCutStreams(heads);
    const made = await makeCheckpoint(options, heads);
    noteMade(made, heads);
    return made;
  };

  return {
    make: async () => make(await audit.heads()),
    async makeAfterReplacement() {
      // Where it fails, the next look makes one.
      dueAt = 0;
      await audit
        .heads()
        .then(make)
        .catch((problem: unknown) =>
          log.error({ err: problem }, "no checkpoint was made after the keys were replaced"),
        );
    },
    async makeIfDue() {
      if (now() < dueAt) return;
      const [newest] = await audit.list({ limit: 1, before: null });
      const at = newest === undefined ? null : madeByUs(newest, options);
      if (at !== null && now() < at + intervalSeconds) {
        dueAt = at + intervalSeconds;
        return;
      }
      const heads = await audit.heads();
      tellOfCutStreams(heads);
      // Where another node was quicker, the next look finds its checkpoint.
      const made = await makeCheckpointAfter(options, newest ?? null, heads);
      if (made !== null) noteMade(made, heads);
    },
    async makeLast() {
      const making = audit.heads().then(async (heads) => {
        const idle = heads.revision === 0 && heads.streams.length === 0;
        if (!idle && JSON.stringify(heads) !== JSON.stringify(covered)) await make(heads);
      });
      await withinPatience(making).catch((problem: unknown) =>
        log.error({ err: problem }, "no checkpoint was made at the stop"),
      );
    },
  };
}

/** When a checkpoint of ours was made; null for one that somebody else put there, or that is of the future. */
function madeByUs({ text }: StoredCheckpoint, { ownKeys, now }: CheckpointOptions): EpochSeconds | null {
  const read = readCheckpoint(text);
  if (!read.ok || !ownKeys().has(read.thumbprint)) return null;
  return read.checkpoint.at <= now() + nodeClockDifferenceSeconds ? read.checkpoint.at : null;
}

/** Streams whose head is behind where it was; what is not there any more, retention may have taken. */
function cutStreams(before: AuditHeads | null, heads: AuditHeads): readonly string[] {
  const sequences = new Map(heads.streams.map((one) => [one.stream, one.head_sequence]));
  return (before?.streams ?? [])
    .filter(({ stream, head_sequence }) => (sequences.get(stream) ?? head_sequence) < head_sequence)
    .map(({ stream }) => stream);
}

async function withinPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), stopPatienceMs);
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Group commit: whatever is submitted while one commit is under way goes into the next, all of it
 * together. Waiting is bounded in number and in time, so a slow database turns into quick refusals
 * instead of a growing queue.
 */

import { NotAnswering, Unavailable } from "./unavailable.ts";

export interface GroupLimits {
  /** Units waiting or under way; one more is turned away at once. */
  readonly units: number;
  /** Units in one commit. */
  readonly batch: number;
  /**
   * While units keep coming, a commit begins this long after the one before it began: what a commit costs beside
   * its units is shared by more of them. A unit that nobody came before is committed at once. Absent: no wait.
   */
  readonly spacingMs?: number;
  /** How long a submitter waits before it is told that the write was not confirmed. */
  readonly deadlineMs: number;
}

/** Told of what the queue does, for the metrics. */
export interface CommitObserver {
  committed(units: number, seconds: number): void;
  /** A unit whose submitter was told that it may not be durable. */
  notConfirmed(cause: "queue_full" | "deadline" | "failed"): void;
}

const unobserved: CommitObserver = { committed: () => undefined, notConfirmed: () => undefined };

/** Timers fire up to this much early by the clock. */
const timerGrainMs = 1;

interface Waiting<Unit, Outcome> {
  readonly unit: Unit;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  /** The submitter was told no: a unit that has not been sent yet is dropped. */
  abandoned: boolean;
}

export class GroupCommit<Unit, Outcome> {
  readonly #commit: (units: readonly Unit[]) => Promise<readonly Outcome[]>;
  readonly #limits: GroupLimits;
  readonly #observer: CommitObserver;
  readonly #compare: (one: Unit, other: Unit) => number;
  #waiting: Waiting<Unit, Outcome>[] = [];
  #underWay: readonly Waiting<Unit, Outcome>[] = [];
  /** One for all, set for whoever waits longest: a timer for each would cost as much as its commit. */
  #timer: NodeJS.Timeout | null = null;
  #draining: Promise<void> | null = null;
  #closed = false;

  /**
   * @param commit makes the units durable; one outcome per unit, in order
   * @param compare the order of the units of one commit; absent: as they came
   */
  constructor(
    commit: (units: readonly Unit[]) => Promise<readonly Outcome[]>,
    limits: GroupLimits,
    observer: CommitObserver = unobserved,
    compare: (one: Unit, other: Unit) => number = () => 0,
  ) {
    this.#commit = commit;
    this.#limits = limits;
    this.#observer = observer;
    this.#compare = compare;
  }

  /** Units waiting or under way. */
  get length(): number {
    return this.#waiting.length + this.#underWay.length;
  }

  /**
   * @returns the unit's outcome once it is durable
   * @throws Unavailable when it was not confirmed in time; it may still become durable later
   */
  submit(unit: Unit): Promise<Outcome> {
    if (this.#closed) return Promise.reject(new Unavailable("the store is closed"));
    if (this.length >= this.#limits.units) {
      this.#observer.notConfirmed("queue_full");
      return Promise.reject(new Unavailable("too many writes are waiting"));
    }
    return new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + this.#limits.deadlineMs;
      this.#waiting.push({ unit, resolve, reject, deadlineMs, abandoned: false });
      this.#timer ??= setTimeout(() => this.#abandonLate(), this.#limits.deadlineMs);
      this.#draining ??= this.#drain();
    });
  }

  /** Turns new units away and waits for those submitted. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    // Requests that arrived in the same turn of the event loop share the first commit too.
    await new Promise((turn) => setImmediate(turn));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#limits.batch).filter((one) => !one.abandoned);
      const next = performance.now() + (this.#limits.spacingMs ?? 0);
      const overtaken = batch.length > 0 && (await this.#commitBatch(batch));
      if (overtaken && this.#waiting.length < this.#limits.batch) await until(next);
    }
    this.#draining = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Tells those whose time is up, and looks again when the next one's is. */
  #abandonLate(): void {
    const now = performance.now();
    const waiting = [...this.#underWay, ...this.#waiting].filter((one) => !one.abandoned);
    for (const one of waiting) {
      if (one.deadlineMs - now >= timerGrainMs) break;
      one.abandoned = true;
      this.#observer.notConfirmed("deadline");
      one.reject(new Unavailable(`the write was not confirmed within ${this.#limits.deadlineMs} ms`));
    }
    const next = waiting.find((one) => !one.abandoned);
    this.#timer = next === undefined ? null : setTimeout(() => this.#abandonLate(), next.deadlineMs - now);
  }

  /** @returns whether units came while it was under way; those that come of its outcomes do not count */
  async #commitBatch(batch: readonly Waiting<Unit, Outcome>[]): Promise<boolean> {
    this.#underWay = batch;
    const ordered = batch.toSorted((one, other) => this.#compare(one.unit, other.unit));
    const begun = performance.now();
    try {
      const outcomes = await this.#commit(ordered.map((one) => one.unit));
      const overtaken = this.#waiting.length > 0;
      this.#observer.committed(batch.length, (performance.now() - begun) / 1000);
      for (const [index, one] of ordered.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) one.reject(new Unavailable("the write was not answered"));
        else one.resolve(outcome);
      }
      return overtaken;
    } catch (error) {
      // Whoever waits behind a database that does not answer would wait as long, and be told the same.
      const refused = error instanceof NotAnswering ? [...batch, ...this.#waiting.splice(0)] : batch;
      for (const one of refused) {
        if (!one.abandoned) this.#observer.notConfirmed("failed");
        one.reject(error);
      }
      return false;
    } finally {
      this.#underWay = [];
    }
  }
}

/** Waits for a moment on the clock of `performance.now()`; not at all when it has passed, or nearly. */
async function until(moment: number): Promise<void> {
  const left = moment - performance.now();
  if (left >= timerGrainMs) await new Promise((later) => setTimeout(later, left));
}

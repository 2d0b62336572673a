/**
 * The load generator: N connections that take requests from a pool in turn, either each as fast as it is
 * answered (closed loop) or all together at a given rate (open loop). In an open loop a request's latency
 * counts from the moment it was due, so that a server that stalls cannot hide the requests that waited.
 */

import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { type Answer, Connection, encodeRequest, type LoadRequest, type Target } from "./connection.ts";

export interface LoadPlan extends Target {
  /** Taken in turn, from the beginning again after the last. */
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  /** Requests per second altogether; null: as fast as they are answered. */
  readonly rate: number | null;
  readonly seconds: number;
  /**
   * Sent before that, as fast as it is answered and over the same connections, and not counted: what opening them costs
   * is left out. Absent: everything counts.
   */
  readonly leadInSeconds?: number;
  /** A new connection for every request; absent: connections are kept alive. */
  readonly reconnect?: boolean;
}

export interface LoadResult {
  /** How long it took, until the last answer. */
  readonly seconds: number;
  readonly answered: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without an answer by what went wrong: `ECONNRESET`, `ECONNREFUSED`, … */
  readonly failures: Readonly<Record<string, number>>;
  /** Of answers below 500, those that were worked for: milliseconds from the sending (open loop: from when it was due) to the whole answer. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** The longest wait for an answer of 500 and above. */
  readonly slowestFailureMs: number;
}

export interface LoadHooks {
  /** Ends the load early; requests under way are waited for. */
  readonly signal?: AbortSignal;
  /** Told when counting begins. */
  readonly onBegin?: () => void;
  /** Told of every answer, for a journal of what was acknowledged. `index` counts requests from 0. */
  readonly onAnswer?: (answer: Answer, index: number) => void;
  /** Told of every request without an answer. */
  readonly onFailure?: (problem: Error, index: number) => void;
}

/** After no answer or one of 503, so that a server that is away, or has too much to do, is not asked in a busy loop. */
const pauseAfterFailureMs = 20;

/** Runs one plan to its end. Answers of any status and failures count; nothing is thrown for them. */
export async function runLoad(plan: LoadPlan, hooks: LoadHooks = {}): Promise<LoadResult> {
  const keepAlive = plan.reconnect !== true;
  const pool = plan.requests.map((request) => encodeRequest(plan.origin, request, keepAlive));
  const connections = Array.from({ length: plan.connections }, () => new Connection(plan));
  const drive = (part: Pick<Part, "rate" | "seconds" | "keepsOpen">, told: LoadHooks) =>
    runPart({ ...part, connections, pool, keepAlive }, told);
  const { signal } = hooks;
  const { rate, seconds, leadInSeconds = 0 } = plan;
  if (leadInSeconds > 0) {
    await drive(
      { rate: null, seconds: leadInSeconds, keepsOpen: true },
      { ...(signal !== undefined && { signal }) },
    );
  }
  hooks.onBegin?.();
  return drive({ rate, seconds, keepsOpen: false }, hooks);
}

interface Part extends Pick<LoadPlan, "rate" | "seconds"> {
  readonly connections: readonly Connection[];
  /** Requests in bytes. */
  readonly pool: readonly Buffer[];
  readonly keepAlive: boolean;
  /** Whether its connections are used again after it. */
  readonly keepsOpen: boolean;
}

async function runPart(part: Part, hooks: LoadHooks): Promise<LoadResult> {
  const { pool, keepAlive } = part;
  const tally = createTally();
  const begun = performance.now();
  const schedule = createSchedule(part, begun, hooks.signal);
  await Promise.all(
    part.connections.map(async (connection) => {
      for (let turn = await schedule.next(); turn !== null; turn = await schedule.next()) {
        const request = pool[turn.index % pool.length];
        if (request === undefined) break;
        try {
          const answer = await connection.ask(request);
          tally.answered(answer, turn.dueMs);
          hooks.onAnswer?.(answer, turn.index);
          if (answer.status === 503) await pause(pauseAfterFailureMs);
        } catch (problem) {
          const error = problem instanceof Error ? problem : new Error(String(problem));
          tally.failed(error);
          hooks.onFailure?.(error, turn.index);
          await pause(pauseAfterFailureMs);
        }
        if (!keepAlive) connection.close();
      }
      if (!part.keepsOpen) connection.close();
    }),
  );
  return tally.result((performance.now() - begun) / 1000);
}

interface Turn {
  readonly index: number;
  /** On the clock of `performance.now()`. */
  readonly dueMs: number;
}

/** Whose turn it is to send what, and when; null once the time is up. */
function createSchedule(
  plan: Pick<LoadPlan, "rate" | "seconds">,
  begun: number,
  signal: AbortSignal | undefined,
) {
  const end = begun + plan.seconds * 1000;
  let index = 0;
  return {
    async next(): Promise<Turn | null> {
      const now = performance.now();
      const dueMs = plan.rate === null ? now : begun + (index * 1000) / plan.rate;
      const isOver = () => signal?.aborted === true;
      if (dueMs >= end || isOver()) return null;
      const turn = { index, dueMs };
      index += 1;
      if (dueMs > now) await pause(dueMs - now);
      return isOver() ? null : turn;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function createTally() {
  const latency: RecordableHistogram = createHistogram();
  const statuses: Record<string, number> = {};
  const failures: Record<string, number> = {};
  let answered = 0;
  let slowestFailureMs = 0;
  const milliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
  return {
    answered({ status }: Answer, dueMs: number): void {
      answered += 1;
      statuses[status] = (statuses[status] ?? 0) + 1;
      const waitedMs = performance.now() - dueMs;
      if (status < 500) latency.record(Math.max(1, Math.round(waitedMs * 1e6)));
      else slowestFailureMs = Math.max(slowestFailureMs, waitedMs);
    },
    failed(problem: Error & { readonly code?: string }): void {
      const kind = problem.code ?? problem.message;
      failures[kind] = (failures[kind] ?? 0) + 1;
    },
    result: (seconds: number): LoadResult => ({
      seconds,
      answered,
      statuses,
      failures,
      latencyMs: {
        p50: latency.count === 0 ? 0 : milliseconds(latency.percentile(50)),
        p99: latency.count === 0 ? 0 : milliseconds(latency.percentile(99)),
        max: latency.count === 0 ? 0 : milliseconds(latency.max),
      },
      slowestFailureMs,
    }),
  };
}

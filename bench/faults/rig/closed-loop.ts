/**
 * Connections that each send the next request as soon as the last one was answered, until they are told to
 * stop. Unlike a plan of the load generator every request is made when its turn comes and knows what its
 * answer means, so that what was acknowledged can be written down.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type Answer,
  Connection,
  encodeRequest,
  type LoadRequest,
  type Target,
} from "../../load/connection.ts";

export interface Turn {
  readonly request: LoadRequest;
  /** Told of the whole answer, whatever its status. */
  answered(answer: Answer): void;
}

export interface LoopOptions extends Target {
  readonly connections: number;
  /** The next request of any connection. */
  readonly next: () => Turn;
  /** Milliseconds that a connection waits after an answer before its next request; absent: none. */
  readonly pauseMs?: (answer: Answer) => number;
  /** Ends the loop; requests under way are waited for, or cut off with their server. */
  readonly signal: AbortSignal;
}

export interface LoopResult {
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that got no whole answer. */
  readonly unanswered: number;
}

/** After a connection that could not be used, so that a server that is away is not asked in a busy loop. */
const pauseAfterFailureMs = 20;

export async function closedLoop(options: LoopOptions): Promise<LoopResult> {
  const { connections, next, signal, pauseMs = () => 0, ...target } = options;
  const statuses: Record<string, number> = {};
  let unanswered = 0;
  const one = async () => {
    const connection = new Connection(target);
    while (!signal.aborted) {
      const turn = next();
      try {
        const answer = await connection.ask(encodeRequest(target.origin, turn.request, true));
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        turn.answered(answer);
        await pause(pauseMs(answer), signal);
      } catch {
        unanswered += 1;
        await pause(pauseAfterFailureMs, signal);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return { statuses, unanswered };
}

/** Ends at once when the loop ends. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/**
 * Loads servers before they are measured, from when each is ready, and always the one that has served the least so
 * far: so that none is measured less warm than another because it was ready late, or while others still started.
 */

import { type Generator, startGenerator } from "../load/generator.ts";
import { measure } from "../measure.ts";
import type { Installation } from "../subject/installation.ts";
import { saturating } from "./phase.ts";

/**
 * One server alone, with its compilers and whoever loads it, leaves a processor half idle. That half is left to the
 * servers that still start: beside two that are loaded, those with many mappings would be ready too late.
 */
const warmedAtOnce = { whileOthersStart: 1, onceAllAreReady: 2 } as const;
/** For so long one server is loaded before it is asked again who has served the least. */
const turnSeconds = 1;

interface Warming {
  readonly subject: Installation;
  served: number;
  loaded: boolean;
}

export interface WarmUp {
  /** A server that is ready. */
  add(subject: Installation): void;
  /** Waits until the time is used up. Nobody is added any more. */
  end(): Promise<void>;
  /** What each has served, in the order in which they were added. */
  served(): readonly number[];
}

/**
 * @param seconds of load, of all servers together
 * @param endsMs when it ends even so, on the clock of `performance.now()`; but a server that is ready late gets one turn
 */
export function startWarmUp(seconds: number, endsMs: number | null): WarmUp {
  const servers: Warming[] = [];
  let left = seconds;
  let changed = Promise.withResolvers<void>();
  let ended = false;
  const isOver = () => left <= 0 || (endsMs !== null && performance.now() + turnSeconds * 1000 > endsMs);
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const load = async (generator: Generator, lane: number): Promise<void> => {
    for (;;) {
      const waits = !ended && lane >= warmedAtOnce.whileOthersStart;
      const [next] = servers.filter((one) => !one.loaded).toSorted((a, b) => a.served - b.served);
      if (waits || next === undefined || (isOver() && next.served > 0)) {
        // Nobody needs to be loaded, and none will come.
        if (ended) return;
        await changed.promise;
        continue;
      }
      left -= turnSeconds;
      next.loaded = true;
      const { perSecond } = await measure(generator, next.subject, { ...saturating, seconds: turnSeconds });
      next.served += Math.round(perSecond * turnSeconds);
      next.loaded = false;
      tell();
    }
  };
  const generators = Array.from({ length: warmedAtOnce.onceAllAreReady }, startGenerator);
  const lanes = Promise.all(generators.map(load));
  // Told of by `end`.
  lanes.catch(() => undefined);
  return {
    add(subject) {
      servers.push({ subject, served: 0, loaded: false });
      tell();
    },
    async end() {
      ended = true;
      tell();
      try {
        await lanes;
      } finally {
        await Promise.all(generators.map((generator) => generator.stop()));
      }
    },
    served: () => servers.map(({ served }) => served),
  };
}

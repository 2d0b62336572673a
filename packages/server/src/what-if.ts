/**
 * What a change would do to exchanges that were recorded. They are read a page at a time and judged in slices, with
 * everybody else's turns in between; one such question is answered at a time, and whoever has gone away is not answered.
 */

import type { Principal } from "./core/access.ts";
import type { ReplayPorts, Rules } from "./core/replaying/judgement.ts";
import { notJudged } from "./core/replaying/not-judged.ts";
import { createTally } from "./core/replaying/tally.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { WhatIf, WhatIfQuestion } from "./faces/services/questions.ts";
import { inSlices, nextTurn } from "./runtime/slices.ts";
import { createTurns } from "./runtime/turns.ts";
import type { ExchangeLog } from "./store/store.ts";

/** Each takes a second or two at most: whoever is behind more has long changed the draft again. */
const mostWaiting = 20;

/** Reading and parsing so many is less than one slice. */
const recordsOnPage = 50;

export interface WhatIfPorts extends ReplayPorts {
  readonly exchanges: Pick<ExchangeLog, "list">;
  now(): EpochSeconds;
  monotonicMs(): number;
}

/** @returns a function that answers such questions; null: too many wait already */
export function bindWhatIf(
  ports: WhatIfPorts,
): (by: Principal, question: WhatIfQuestion, signal: AbortSignal) => Promise<WhatIf> | null {
  const inTurn = createTurns(mostWaiting);
  return (by, question, signal) => inTurn(() => replay(ports, by, question, signal));
}

async function replay(
  ports: WhatIfPorts,
  by: Principal,
  { before, after, providerId, since, until, limit }: WhatIfQuestion,
  signal: AbortSignal,
): Promise<WhatIf> {
  const to = until ?? ports.now();
  const [was, is] = [before, after].map((registry): Rules | null => {
    const provider = registry.providerById(providerId);
    return provider === undefined ? null : { registry, provider };
  });
  if (!was || !is) {
    const notes = ["The provider is new: nothing was exchanged through it so far."];
    return { ...nothing, complete: true, from: since ?? to, to, notes };
  }
  const tally = createTally(ports, { by, before: was, after: is });
  const filter = {
    providerId,
    ...(since !== null && { since }),
    ...(until !== null && { until }),
  };
  let left = limit;
  let oldest: EpochSeconds | null = null;
  let place: string | null = null;
  do {
    signal.throwIfAborted();
    const wanted = { limit: Math.min(recordsOnPage, left), before: place };
    const { records, next } = await ports.exchanges.list(filter, wanted);
    await nextTurn();
    await inSlices(tally.add(records), ports.monotonicMs);
    left -= records.length;
    oldest = records.at(-1)?.at ?? oldest;
    place = next;
    await nextTurn();
  } while (place !== null && left > 0);
  const complete = place === null;
  return {
    ...tally.result(),
    complete,
    from: (complete ? since : null) ?? oldest ?? to,
    to,
    notes: notJudged(was.provider, is.provider),
  };
}

const nothing = { replayed: 0, notReplayable: 0, same: 0, gained: 0, lost: 0, changed: 0, groups: [] };

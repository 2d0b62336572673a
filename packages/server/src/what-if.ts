/**
 * What a change would do to exchanges that were recorded. They are read a page at a time and judged in slices, with
 * everybody else's turns in between; one such question is answered at a time, and whoever has gone away is not answered.
 */

import type { Principal } from "./core/access.ts";
import type { ReplayPorts } from "./core/replaying/judgement.ts";
import { notJudged } from "./core/replaying/not-judged.ts";
import { createTally, type Rules } from "./core/replaying/tally.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { WhatIf, WhatIfQuestion } from "./faces/services.ts";
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
  let read = 0;
  let oldest: EpochSeconds | null = null;
  let last: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    // One more than is judged tells whether there are others.
    const wanted = Math.min(recordsOnPage, limit + 1 - read);
    const page = await ports.exchanges.list(filter, { limit: wanted, before: last });
    const judged = page.slice(0, limit - read);
    await inSlices(tally.add(judged), ports.monotonicMs);
    read += page.length;
    oldest = judged.at(-1)?.at ?? oldest;
    last = page.at(-1)?.id ?? last;
    if (page.length < wanted || read > limit) break;
    await nextTurn();
  }
  const complete = read <= limit;
  return {
    ...tally.result(),
    complete,
    from: complete ? (since ?? oldest ?? to) : (oldest ?? to),
    to,
    notes: notJudged(was.provider, is.provider),
  };
}

const nothing = { replayed: 0, notReplayable: 0, same: 0, gained: 0, lost: 0, changed: 0, groups: [] };

/**
 * Work too long for one turn of the event loop, done in slices: whatever waits meanwhile gets its turn between
 * two of them.
 */

import { type CompileRegex, type Registry, registryBuilder } from "../core/matching/registry.ts";
import type { Steps } from "../core/steps.ts";
import { subjectIdsOf } from "../presets/catalogue.ts";
import type { ConfigurationSlice } from "../store/store.ts";

/** Lets everything that waits have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The registry that the slices make, from nothing. */
export async function registryOf(
  slices: AsyncIterable<ConfigurationSlice>,
  compileRegex: CompileRegex,
): Promise<Registry> {
  const builder = registryBuilder({ compileRegex, subjectIdsOf });
  for await (const { changes, reached } of slices) {
    builder.add(changes, reached.revision);
    await nextTurn();
  }
  return builder.build();
}

/**
 * Longest that such work holds up others, between two looks at the clock: a fraction of the 20 ms a request may wait
 * for somebody else's, because several may be under way.
 */
const sliceMs = 4;

/** Carries out the steps, and lets everything that waits have its turn whenever a slice is over. */
export async function inSlices<T>(steps: Steps<T>, monotonicMs: () => number): Promise<T> {
  let began = monotonicMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (monotonicMs() - began < sliceMs) continue;
    await nextTurn();
    began = monotonicMs();
  }
}

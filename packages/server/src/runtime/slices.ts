/**
 * Work too long for one turn of the event loop, done in slices: whatever waits meanwhile gets its turn between
 * two of them.
 */

import type { Registry } from "../core/matching/registry.ts";
import type { ConfigurationSlice } from "../store/store.ts";

/** Lets everything that waits have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The registry after all the slices. */
export async function registryAfter(
  before: Registry,
  slices: AsyncIterable<ConfigurationSlice>,
): Promise<Registry> {
  let registry = before;
  for await (const { changes } of slices) {
    registry = registry.withChanges(changes);
    await nextTurn();
  }
  return registry;
}

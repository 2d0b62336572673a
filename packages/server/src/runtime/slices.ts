/**
 * Work too long for one turn of the event loop, done in slices: whatever waits meanwhile gets its turn between
 * two of them.
 */

import { type CompileRegex, type Registry, registryBuilder } from "../core/matching/registry.ts";
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
  const builder = registryBuilder(compileRegex);
  for await (const { changes, revision } of slices) {
    builder.add(changes, revision);
    await nextTurn();
  }
  return builder.build();
}

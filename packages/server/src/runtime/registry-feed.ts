/**
 * Keeps the registry in memory equal to the store: own writes apply before their caller is answered,
 * other nodes' writes arrive by polling the revision. Changes are applied in order of revision and at
 * most once, whoever brings them.
 */

import { type CompileRegex, emptyRegistry, type Registry, type RegistryChange } from "../core/registry.ts";
import type { ConfigurationReader } from "../store/store.ts";

export interface RegistryFeed {
  current(): Registry;
  /** Brings in what this node has just written, and anything before it that it has not seen. */
  refresh(): Promise<void>;
}

/** Loads everything. @throws when the store does not answer */
export async function openRegistryFeed(
  reader: ConfigurationReader,
  compileRegex: CompileRegex,
): Promise<RegistryFeed> {
  const first = await reader.load();
  let registry = advance(emptyRegistry(compileRegex), first.changes);
  let revision = first.revision;
  let running: Promise<void> | null = null;
  let wanted = false;

  const pull = async (): Promise<void> => {
    do {
      wanted = false;
      const news = await reader.changesSince(revision);
      if (news.revision > revision) {
        registry = advance(registry, news.changes);
        revision = news.revision;
      }
    } while (wanted);
  };

  return {
    current: () => registry,
    refresh() {
      // A pull under way may have read before this write: have it look once more.
      wanted = true;
      running ??= pull().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

function advance(registry: Registry, changes: readonly RegistryChange[]): Registry {
  return changes.length === 0 ? registry : registry.withChanges(changes);
}

/**
 * Keeps the registry in memory equal to the store: own writes apply before their caller is answered,
 * other nodes' writes arrive by polling the revision. Changes are applied in order of revision and at
 * most once, whoever brings them.
 */

import {
  type CompileRegex,
  emptyRegistry,
  type Registry,
  type RegistryChange,
} from "../core/matching/registry.ts";
import type { ConfigurationReader } from "../store/store.ts";

export interface RegistryFeed {
  current(): Registry;
  /** Brings in what this node has just written, and anything before it that it has not seen. */
  refresh(): Promise<void>;
}

/**
 * Loads everything.
 * @param applied told of each change that arrives after that
 * @throws when the store does not answer
 */
export async function openRegistryFeed(
  reader: Pick<ConfigurationReader, "load" | "changesSince">,
  compileRegex: CompileRegex,
  applied: (change: RegistryChange) => void,
): Promise<RegistryFeed> {
  const first = await reader.load();
  let registry = emptyRegistry(compileRegex).withChanges(first.changes, first.revision);
  let { revision } = first;
  let running: Promise<void> | null = null;
  let wanted = false;

  const pull = async (): Promise<void> => {
    try {
      do {
        wanted = false;
        const news = await reader.changesSince(revision);
        if (news.revision <= revision) continue;
        registry = registry.withChanges(news.changes, news.revision);
        revision = news.revision;
        for (const change of news.changes) applied(change);
      } while (wanted);
    } finally {
      // In the same turn as the last look at `wanted`: whoever asks later starts a pull of its own.
      running = null;
    }
  };

  return {
    current: () => registry,
    refresh() {
      // A pull under way may have read before this write: have it look once more.
      wanted = true;
      running ??= Promise.resolve().then(pull);
      return running;
    },
  };
}

/**
 * Keeps the registry in memory equal to the store: own writes apply before their caller is answered,
 * other nodes' writes arrive by polling the revision. Changes are applied in order of revision and at
 * most once, whoever brings them, and slice by slice, so that no request waits for many of them. The feed
 * knows how old its knowledge is: a node that cannot hear of changes must not go on by old rules, nor by rules
 * that a database of an earlier moment does not hold any more.
 */

import type { CompileRegex, Registry, RegistryChange } from "../core/matching/registry.ts";
import type { ConfigurationReader, ConfigurationSlice, Moment } from "../store/store.ts";
import { nextTurn, registryOf } from "./slices.ts";

export interface RegistryFeed {
  current(): Registry;
  /** Brings in what this node has just written, and anything before it that it has not seen. */
  refresh(): Promise<void>;
  /** How long ago, in milliseconds, the registry was last known to be equal to the store. */
  ageMs(): number;
}

export interface FeedPorts {
  readonly reader: Pick<ConfigurationReader, "load" | "changesSince">;
  readonly compileRegex: CompileRegex;
  monotonicMs(): number;
  /** Told of each change that arrives after the first load. */
  applied(change: RegistryChange): void;
  /** Told when the database turns out to be of another history, mostly an earlier moment of it, by the revisions known and found. */
  wentBack(known: number, found: number): void;
}

/** The same slices; `note` is told how far each brings. */
async function* noting(
  slices: AsyncIterable<ConfigurationSlice>,
  note: (moment: Moment) => void,
): AsyncGenerator<ConfigurationSlice> {
  for await (const slice of slices) {
    note(slice.reached);
    yield slice;
  }
}

/**
 * Loads everything.
 * @throws when the store does not answer
 */
export async function openRegistryFeed(ports: FeedPorts): Promise<RegistryFeed> {
  const { reader, monotonicMs } = ports;
  let equalAtMs = monotonicMs();
  let known: Moment = { revision: 0, mark: null };
  const load = () =>
    registryOf(
      noting(reader.load(), (moment) => {
        known = moment;
      }),
      ports.compileRegex,
    );
  let registry = await load();
  let running: Promise<void> | null = null;
  let wanted = false;

  const startOver = async (found: number) => {
    ports.wentBack(known.revision, found);
    registry = await load();
  };
  const catchUp = async () => {
    const askedAtMs = monotonicMs();
    for await (const slice of reader.changesSince(known)) {
      if (slice.startOver === true) {
        await startOver(slice.reached.revision);
        break;
      }
      registry = registry.withChanges(slice.changes, slice.reached.revision);
      known = slice.reached;
      for (const change of slice.changes) ports.applied(change);
      await nextTurn();
    }
    equalAtMs = askedAtMs;
    for (let tidied = registry.tidied(); tidied !== null; tidied = registry.tidied()) {
      registry = tidied;
      await nextTurn();
    }
  };
  const pull = async (): Promise<void> => {
    try {
      do {
        wanted = false;
        await catchUp();
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
    ageMs: () => monotonicMs() - equalAtMs,
  };
}

/**
 * A hundred thousand mappings on one provider: no single step may keep the event loop from everybody else. What
 * counts is this thread's own processor time, because the machine may be busy with something else.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { type Registry, type RegistryChange, registryBuilder } from "../../../src/core/matching/registry.ts";
import type { Mapping } from "../../../src/core/terms.ts";
import { adaptersOf, mappingOf, providerOf } from "../samples.ts";

const mappings = 100_000;
/** As many as the store hands over at once. */
const slice = 200;
const stallMs = 20;

const provider = providerOf({ id: "p", name: "p", revision: 1 });
const written = (number: number, revision = number + 2): RegistryChange => ({
  kind: "mapping_written",
  revision,
  mapping: numbered(number, revision),
});

function numbered(number: number, revision: number): Mapping {
  const changes = { id: `m-${number}`, name: `service-${number}`, priority: number, revision };
  return mappingOf({ repository: `acme/service-${number}` }, { ...changes, providerId: provider.id });
}

/** @returns this thread's processor time, in milliseconds, and what the work came to */
function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >>> 1] ?? 0;

describe("a registry of 100 000 mappings", () => {
  let registry: Registry;
  const loading: number[] = [];
  beforeAll(() => {
    const builder = registryBuilder(adaptersOf(noRegex));
    builder.add([{ kind: "provider_written", revision: 1, provider }]);
    for (let from = 0; from < mappings; from += slice) {
      const changes = Array.from({ length: slice }, (_, offset) => written(from + offset));
      loading.push(timed(() => builder.add(changes)).ms);
    }
    registry = builder.build();
  });

  it("is loaded in slices, each of which lets others have their turn", () => {
    expect(registry.mappingCount(provider.id)).toBe(mappings);
    expect(middle(loading)).toBeLessThan(stallMs);
  });

  it("takes an edit, and shows its first mappings, without a stall", () => {
    const edits = Array.from({ length: 9 }, (_, edit) =>
      timed(() => {
        const after = registry.withChanges([written(50_000, 200_000 + edit)]);
        return after.firstMappingsOf(provider.id, 2_000).length;
      }),
    );
    expect(edits[0]?.result).toBe(2_000);
    expect(middle(edits.map(({ ms }) => ms))).toBeLessThan(stallMs);
  });

  it("is read through run by run, and finds a name, without a stall", () => {
    const runs = registry.mappingRunsOf(provider.id)[Symbol.iterator]();
    const reading: number[] = [];
    let read = 0;
    for (;;) {
      const { ms, result } = timed(() => runs.next());
      if (result.done === true) break;
      reading.push(ms);
      read += result.value.length;
    }
    expect(read).toBe(mappings);
    expect(Math.max(...reading)).toBeLessThan(stallMs);
    const named = timed(() => registry.mappingsNamed(provider.id, "service-77"));
    expect(named.result.map(({ id }) => id)).toEqual(["m-77"]);
    expect(named.ms).toBeLessThan(stallMs);
  });

  it("loses the provider at once, and clears up behind it step by step", () => {
    const deleted = timed(() =>
      registry.withChanges([{ kind: "provider_deleted", revision: 300_000, id: provider.id }]),
    );
    expect(deleted.ms).toBeLessThan(stallMs);
    let left = deleted.result;
    expect(left.mappingById("m-7")).toBeUndefined();
    expect(left.mappingCount(provider.id)).toBe(0);
    const steps: number[] = [];
    for (;;) {
      const { ms, result } = timed(() => left.tidied());
      if (result === null) break;
      steps.push(ms);
      left = result;
    }
    expect(steps.length).toBeGreaterThan(100);
    expect(middle(steps)).toBeLessThan(stallMs);
    expect(registry.mappingById("m-7")).toBeDefined();
  });

  it("leaves a mapping where it is that came back at another provider while clearing up", () => {
    const other = providerOf({ id: "q", name: "q", revision: 300_001 });
    const moved = numbered(7, 300_002);
    let after = registry.withChanges([
      { kind: "provider_deleted", revision: 300_000, id: provider.id },
      { kind: "provider_written", revision: 300_001, provider: other },
      { kind: "mapping_written", revision: 300_002, mapping: { ...moved, providerId: other.id } },
    ]);
    for (let next = after.tidied(); next !== null; next = after.tidied()) after = next;
    expect(after.mappingById("m-7")?.providerId).toBe(other.id);
  });
});

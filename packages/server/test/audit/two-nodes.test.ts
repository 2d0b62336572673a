import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { readCheckpoint } from "../../src/audit/checkpoint.ts";
import { createCheckpoints } from "../../src/runtime/checkpoints.ts";
import { createLog } from "../../src/runtime/log.ts";
import type { Store } from "../../src/store/store.ts";
import { uuidGenerator } from "../../src/store/uuid.ts";
import { issuer, newInstallation } from "../keys/installation.ts";
import { describeOnEveryDatabase } from "../store/databases.ts";
import { providerDraft, start, useBench } from "../store/fixtures.ts";
import { retentionSeconds, verify, writeLinks } from "./bench.ts";

const hour = 3_600;

describeOnEveryDatabase("two nodes that make checkpoints of one database", (kind) => {
  const bench = useBench(kind);

  it("make one an hour between them, also when both find it due at once", async () => {
    const signing = await newInstallation().open();
    let now = start;
    const node = (store: Store) =>
      createCheckpoints({
        audit: store.audit,
        issuer,
        retentionSeconds,
        intervalSeconds: hour,
        signNaming: signing.signNaming,
        ownKeys: () => new Set(signing.list().map(({ kid }) => kid)),
        log: createLog("silent"),
        now: () => now,
        newId: uuidGenerator(() => now * 1000, randomBytes),
      });
    const stores = [await bench().another(), await bench().another()];
    const nodes = stores.map(node);
    const kept = async () => (await bench().store.audit.list({ limit: 1000, before: null })).toReversed();

    for (let round = 1; round <= 6; round += 1) {
      now = start + round * hour;
      for (const store of stores) {
        await writeLinks(store, 2, now - 60);
        await store.configuration.createProvider(providerDraft(), "somebody", now);
      }
      await Promise.all(nodes.map((one) => one.makeIfDue()));
      await Promise.all(nodes.map((one) => one.makeIfDue()));
      expect((await kept()).map(({ madeAt }) => madeAt)).toEqual(
        Array.from({ length: round }, (_, index) => start + (index + 1) * hour),
      );
    }

    const texts = (await kept()).map(({ text }) => text);
    const revisions = texts.map((text) => {
      const read = readCheckpoint(text);
      return read.ok ? read.checkpoint.revision : null;
    });
    expect(revisions).toEqual([2, 4, 6, 8, 10, 12]);
    // Each round's records are covered by that round's, whichever node made it.
    expect(await verify(bench(), texts, now)).toMatchObject({
      streams: 2,
      records: 24,
      revisions: 12,
      unlinkedRevisions: 0,
      keptElsewhere: { count: 6 },
      problems: [],
    });
  });
});

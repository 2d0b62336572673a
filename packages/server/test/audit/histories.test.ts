import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { describeOnEveryDatabase } from "../store/databases.ts";
import { day, issuedRecord, start, useBench } from "../store/fixtures.ts";
import { checkpointMaker, emptyLog, recomputeChain, retentionSeconds, verify } from "./bench.ts";

/** What happens to a log, each with how far time goes on before it. */
const happening = fc.record({
  what: fc.constantFrom("write", "write", "write", "sweep", "checkpoint", "restart"),
  after: fc.integer({ min: 1, max: 8 * day }),
});

describeOnEveryDatabase("whatever happens to a log", (kind) => {
  const bench = useBench(kind);
  let checkpointAt: Awaited<ReturnType<typeof checkpointMaker>>;
  beforeAll(async () => {
    checkpointAt = await checkpointMaker();
  });

  /** Lets it happen. @returns the checkpoints that were kept, and the time at the end */
  const live = async (history: readonly { readonly what: string; readonly after: number }[]) => {
    await emptyLog(bench());
    const kept: string[] = [];
    const stores: Store[] = [await bench().another()];
    let now = start;
    for (const { what, after } of history) {
      now += after;
      const store = stores.at(-1);
      if (what === "write") await store?.exchanges.commit(issuedRecord({ at: now }), null);
      if (what === "sweep") {
        await store?.sweep(now, { detailsSeconds: day, recordsSeconds: retentionSeconds });
      }
      if (what === "checkpoint") kept.push((await checkpointAt(bench(), now)).text);
      if (what === "restart") stores.push(await bench().another());
    }
    return { kept, now };
  };
  const histories = fc.array(happening, { minLength: 4, maxLength: 14 });

  it("it holds against every checkpoint that was ever kept of it", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { kept, now } = await live(history);
        expect((await verify(bench(), kept, now)).problems).toEqual([]);
      }),
      { numRuns: 8, seed: 22 },
    );
  });

  it("the loss of what the last checkpoint names is found", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { kept, now } = await live([
          ...history,
          { what: "write", after: 1 },
          { what: "checkpoint", after: 1 },
        ]);
        const newest = "select max(stream) from chain_streams where head_sequence > anchor_sequence";
        const last = `stream = (${newest}) and sequence = (select max(sequence) from chain_links where stream = (${newest}))`;
        await bench().database.run(`delete from exchanges where ${last}`);
        await bench().database.run(`delete from chain_links where ${last}`);
        await recomputeChain(bench());
        expect((await verify(bench(), kept, now)).problems).toHaveLength(1);
      }),
      { numRuns: 6, seed: 22 },
    );
  });
});

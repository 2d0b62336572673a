import { describe, expect, it } from "vitest";
import { describeOnEveryDatabase } from "../databases.ts";
import { day, issuedRecord, refusedRecord, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("the hash chain", (kind) => {
  const written = useBench(kind);

  it("of an empty log holds", async () => {
    expect(await written().store.exchanges.verifyChain()).toEqual({ links: 0, broken: null });
  });

  it("holds over batches, single records and refusals of several writers", async () => {
    for (const store of [written().store, await written().another()]) {
      await Promise.all(Array.from({ length: 30 }, () => store.exchanges.commit(issuedRecord(), null)));
      await store.exchanges.commit(issuedRecord(), null);
      await store.exchanges.recordRefusal(refusedRecord());
    }
    const result = await written().store.exchanges.verifyChain();
    expect(result.broken).toBeNull();
    expect(result.links).toBeGreaterThanOrEqual(6);
  });

  it("holds while exchanges are being committed and records pruned", async () => {
    const { store } = written();
    let committing = true;
    const load = (async () => {
      while (committing) {
        await Promise.all(
          Array.from({ length: 5 }, () => store.exchanges.commit(issuedRecord({ at: start + day }), null)),
        );
      }
    })();
    const sweeping = store.sweep(start + day, { detailsSeconds: 60, recordsSeconds: 60 });
    for (let round = 0; round < 10; round++) {
      expect((await store.exchanges.verifyChain()).broken).toBeNull();
    }
    committing = false;
    await Promise.all([load, sweeping]);
  });

  describe("finds", () => {
    const bench = useBench(kind);
    /** Five links of one record each, in a stream of their own; the log is emptied first. */
    const fiveLinks = async () => {
      for (const table of ["exchanges", "exchange_details", "chain_links", "chain_streams"]) {
        await bench().database.run(`delete from ${table}`);
      }
      const store = await bench().another();
      for (let index = 0; index < 5; index++) {
        await store.exchanges.commit(
          issuedRecord({ requestId: `exchange-${index}`, at: start + index }),
          null,
        );
      }
      expect(await store.exchanges.verifyChain()).toEqual({ links: 5, broken: null });
    };
    const brokenAfter = async (...statements: readonly string[]) => {
      await fiveLinks();
      for (const statement of statements) await bench().database.run(statement);
      return (await bench().store.exchanges.verifyChain()).broken;
    };

    it.each([
      [
        "an edited record",
        "update exchanges set record = replace(record, 'deploy', 'delete') where sequence = 3",
        3,
      ],
      ["an edited time", "update exchanges set at = at + 1 where sequence = 3", 3],
      ["an edited reason", "update exchanges set reason = 'expired' where sequence = 3", 3],
      ["an edited provider", "update exchanges set provider_id = 'other' where sequence = 3", 3],
      ["an edited reference id", "update exchanges set request_id = 'other' where sequence = 3", 3],
      ["a record under another id", "update exchanges set id = 'other' where sequence = 3", 3],
      ["a deleted record", "delete from exchanges where sequence = 3", 3],
      ["a record deleted at the end", "delete from exchanges where sequence = 5", 5],
      ["an edited link", "update chain_links set at = at + 1 where sequence = 3", 3],
      ["a deleted link", "delete from chain_links where sequence = 3", 3],
      ["a link deleted at the end", "delete from chain_links where sequence = 5", 5],
      ["an edited head", "update chain_streams set head_hash = 'other'", 5],
      ["a moved anchor", "update chain_streams set anchor_sequence = 2", 1],
    ])("%s", async (_, statement, sequence) => {
      expect(await brokenAfter(statement)).toMatchObject({ sequence });
    });

    it("altered details", async () => {
      const broken = await brokenAfter(
        `update exchange_details set document = replace(document, '1234', '5678')
         where exchange_id = (select id from exchanges where sequence = 2)`,
      );
      expect(broken).toMatchObject({ sequence: 2 });
    });

    it("the details of one record put in the place of another's", async () => {
      const broken = await brokenAfter(
        "delete from exchange_details where exchange_id = (select id from exchanges where sequence = 2)",
        `update exchange_details set exchange_id = (select id from exchanges where sequence = 2)
         where exchange_id = (select id from exchanges where sequence = 4)`,
      );
      expect(broken).toMatchObject({ sequence: 2 });
    });

    it("two records that changed places", async () => {
      const broken = await brokenAfter(
        "update exchanges set sequence = 99 where sequence = 2",
        "update exchanges set sequence = 2 where sequence = 4",
        "update exchanges set sequence = 4 where sequence = 99",
      );
      expect(broken).toMatchObject({ sequence: 2 });
    });

    it("a record slipped into a link", async () => {
      const broken = await brokenAfter(
        `insert into exchanges (id, stream, sequence, position, at, provider_id, reason, request_id, record)
         select 'forged', stream, sequence, 1, at, provider_id, reason, request_id, record
         from exchanges where sequence = 3`,
      );
      expect(broken).toMatchObject({ sequence: 3 });
    });

    it("a record put after the head", async () => {
      const broken = await brokenAfter(
        `insert into exchanges (id, stream, sequence, position, at, provider_id, reason, request_id, record)
         select 'forged', stream, 6, 0, at, provider_id, reason, request_id, record
         from exchanges where sequence = 3`,
      );
      expect(broken).toMatchObject({ sequence: 6 });
    });

    it("a record of a stream nobody wrote", async () => {
      const broken = await brokenAfter("update exchanges set stream = 'forged' where sequence = 5");
      expect(broken).not.toBeNull();
    });

    it("a stream that is no longer listed", async () => {
      expect(await brokenAfter("delete from chain_streams")).not.toBeNull();
    });
  });
});

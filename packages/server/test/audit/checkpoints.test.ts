import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { issuer } from "../keys/installation.ts";
import { describeOnEveryDatabase } from "../store/databases.ts";
import { day, mappingDraft, providerDraft, start, useBench } from "../store/fixtures.ts";
import { checkpointMaker, emptyLog, recomputeChain, retentionSeconds, verify, writeLinks } from "./bench.ts";

const later = start + day;

describeOnEveryDatabase("a chain held against a kept checkpoint", (kind) => {
  const bench = useBench(kind);
  let checkpointAt: Awaited<ReturnType<typeof checkpointMaker>>;
  beforeAll(async () => {
    checkpointAt = await checkpointMaker();
  });
  beforeEach(() => emptyLog(bench()));

  /** Five links, and the checkpoint that was kept of them. */
  const written = async () => {
    await writeLinks(await bench().another(), 5);
    return (await checkpointAt(bench(), start + 60)).text;
  };
  const problemsAfter = async (statements: readonly string[], recompute: boolean) => {
    const kept = await written();
    for (const statement of statements) await bench().database.run(statement);
    if (recompute) await recomputeChain(bench());
    return {
      held: (await verify(bench(), [kept], later)).problems,
      withheld: (await verify(bench(), null, later)).problems,
    };
  };

  it("holds, also when more was written since", async () => {
    const kept = await written();
    await writeLinks(await bench().another(), 3, later - 60);
    expect(await verify(bench(), [kept], later)).toMatchObject({
      streams: 2,
      links: 8,
      records: 8,
      keptElsewhere: { count: 1, latestAt: start + 60 },
      beside: { count: 0, latestAt: null },
      problems: [],
    });
  });

  it("is said to be held against those beside it where none were kept elsewhere, or fewer", async () => {
    const kept = await written();
    await checkpointAt(bench(), start + 90);
    expect(await verify(bench(), null, later)).toMatchObject({
      keptElsewhere: { count: 0, latestAt: null },
      beside: { count: 2, latestAt: start + 90 },
      problems: [],
    });
    expect(await verify(bench(), [kept], later)).toMatchObject({
      keptElsewhere: { count: 1, latestAt: start + 60 },
      beside: { count: 1, latestAt: start + 90 },
      problems: [],
    });
  });

  it("holds across a change of the public URL, and names both issuers", async () => {
    await written();
    await checkpointAt(bench(), start + 90, retentionSeconds, "https://other.example");
    await checkpointAt(bench(), start + 95);
    expect(await verify(bench(), null, later)).toMatchObject({
      issuers: [
        { issuer: "https://other.example", latestAt: start + 90 },
        { issuer, latestAt: start + 95 },
      ],
      problems: [],
    });
  });

  const firstStream = "(select min(stream) from chain_streams)";
  const tailCut = [
    `delete from exchanges where stream = ${firstStream} and sequence > 3`,
    `delete from chain_links where stream = ${firstStream} and sequence > 3`,
    "delete from audit_checkpoints",
  ];

  it("shows that the end was cut off, by name of stream and link", async () => {
    const { held, withheld } = await problemsAfter(tailCut, true);
    expect(held).toMatchObject([
      { kind: "stream", sequence: 4, detail: expect.stringContaining("the end was cut off") },
    ]);
    expect(held[0]?.detail).toContain("names link 5");
    // Why there are checkpoints: by itself the rest is a whole chain.
    expect(withheld).toEqual([]);
  });

  it("shows that records were changed and the chain computed anew", async () => {
    const { held, withheld } = await problemsAfter(
      [
        `update exchanges set record = replace(record, 'deploy', 'delete') where sequence = 3`,
        "delete from exchange_details",
        "delete from audit_checkpoints",
      ],
      true,
    );
    expect(held).toMatchObject([
      { sequence: 5, detail: expect.stringContaining("the stream up to it was replaced") },
    ]);
    expect(withheld).toEqual([]);
  });

  it("shows that a whole stream is missing", async () => {
    const { held, withheld } = await problemsAfter(
      [
        "delete from audit_checkpoints",
        `delete from exchanges where stream = ${firstStream}`,
        `delete from chain_links where stream = ${firstStream}`,
        "delete from chain_streams where stream not in (select stream from chain_links)",
      ],
      false,
    );
    expect(held).toMatchObject([
      { kind: "stream", sequence: 5, detail: expect.stringContaining("the whole stream is missing") },
    ]);
    expect(withheld).toEqual([]);
  });

  it("shows an anchor that was moved to hide records", async () => {
    const { held, withheld } = await problemsAfter(
      [
        "delete from audit_checkpoints",
        `update chain_streams set anchor_sequence = 5, anchor_hash = head_hash where stream = ${firstStream}`,
        `delete from exchanges where stream = ${firstStream}`,
        `delete from chain_links where stream = ${firstStream}`,
      ],
      false,
    );
    expect(held).toMatchObject([{ sequence: 5, detail: expect.stringContaining("removed before its time") }]);
    expect(withheld).toEqual([]);
  });

  it("shows an anchor that was moved to hide a stream's first records, which no checkpoint names", async () => {
    const { held, withheld } = await problemsAfter(
      [
        "delete from audit_checkpoints",
        `update chain_streams set anchor_sequence = 4, anchor_hash =
           (select hash from chain_links as link where link.stream = chain_streams.stream and sequence = 4)
         where stream = ${firstStream}`,
        `delete from exchanges where stream = ${firstStream} and sequence <= 4`,
        `delete from chain_links where stream = ${firstStream} and sequence <= 4`,
      ],
      false,
    );
    expect(held).toMatchObject([{ sequence: 4, detail: expect.stringContaining("removed before its time") }]);
    expect(withheld).toEqual([]);
  });

  it("shows the same by checkpoints that still lie beside the records", async () => {
    await written();
    for (const statement of tailCut.slice(0, 2)) await bench().database.run(statement);
    await recomputeChain(bench());
    expect((await verify(bench(), null, later)).problems).toMatchObject([{ sequence: 4 }]);
  });

  describe("and retention", () => {
    const afterRetention = start + retentionSeconds + 100;
    const swept = async (at: number) => {
      const kept = await written();
      await writeLinks(await bench().another(), 2, afterRetention - 60);
      await bench().store.sweep(at, { detailsSeconds: 60, recordsSeconds: retentionSeconds });
      return kept;
    };

    it("lets records go that were older than it", async () => {
      const kept = await swept(afterRetention);
      expect(await verify(bench(), [kept], afterRetention)).toMatchObject({ links: 2, problems: [] });
    });

    it("lets them go halfway through a stream", async () => {
      const kept = await swept(start + retentionSeconds + 3);
      expect(await verify(bench(), [kept], start + retentionSeconds + 3)).toMatchObject({
        links: 5,
        problems: [],
      });
    });

    it("does not explain records that are gone before its time", async () => {
      const kept = await swept(afterRetention);
      expect((await verify(bench(), [kept], start + retentionSeconds - 120)).problems).toHaveLength(1);
    });

    it("that was shorter for a while explains what it removed then", async () => {
      const kept = await written();
      const shorter = await checkpointAt(bench(), start + 2 * day, day);
      await bench().store.sweep(start + 2 * day, { detailsSeconds: 60, recordsSeconds: day });
      expect((await verify(bench(), [kept, shorter.text], start + 3 * day)).problems).toEqual([]);
      await bench().database.run("delete from audit_checkpoints");
      expect((await verify(bench(), [kept], start + 3 * day)).problems).toHaveLength(1);
    });

    it("is not believed of a checkpoint that a foreign key signed", async () => {
      const kept = await written();
      await (await checkpointMaker())(bench(), start + 61, 0);
      await bench().store.sweep(start + 2 * day, { detailsSeconds: 60, recordsSeconds: 2 * day - 30 });
      const findings = await verify(bench(), [kept], start + 2 * day);
      expect(findings).toMatchObject({ passedOver: 1 });
      expect(findings.problems).toHaveLength(1);
    });
  });

  describe("of the configuration", () => {
    const configured = async () => {
      const { configuration } = bench().store;
      const provider = await configuration.createProvider(providerDraft(), "ada", start);
      if (!provider.ok) throw new Error("not written");
      await configuration.createMapping(mappingDraft(provider.value.id), "ada", start);
      await configuration.deleteProvider(provider.value.id, null, "ada", start);
      return (await checkpointAt(bench(), start + 60)).text;
    };
    const problems = async (kept: string, statement: string) => {
      const versions = await bench().database.run("select * from mapping_versions");
      expect((await verify(bench(), [kept], later)).problems).toEqual([]);
      await bench().database.run(statement);
      const found = (await verify(bench(), [kept], later)).problems;
      // Put right for the next test.
      await bench().database.run("delete from mapping_versions");
      for (const { id, revision, document, author, created_at, written_at, provider_id } of versions) {
        const text = document === null ? "null" : `'${String(document).replaceAll("'", "''")}'`;
        await bench().database.run(
          `insert into mapping_versions (id, revision, document, author, created_at, written_at, provider_id)
           values ('${id}', ${revision}, ${text}, '${author}', ${created_at}, ${written_at}, '${provider_id}')`,
        );
      }
      return found;
    };

    it("shows a version that was edited", async () => {
      const found = await problems(
        await configured(),
        "update mapping_versions set document = replace(document, 'refs/', '') where document is not null",
      );
      expect(found).toMatchObject([{ kind: "configuration", detail: "its versions were changed" }]);
    });

    it("shows another author", async () => {
      const found = await problems(await configured(), "update mapping_versions set author = 'bob'");
      expect(found).toMatchObject([{ kind: "configuration", detail: "its versions were changed" }]);
    });

    it("shows a version that nobody wrote", async () => {
      const found = await problems(
        await configured(),
        `insert into mapping_versions (id, revision, document, author, created_at, written_at, provider_id)
         select 'forged', 999, document, author, created_at, written_at, provider_id
         from mapping_versions where document is not null limit 1`,
      );
      expect(found).toMatchObject([{ kind: "configuration", revision: 999 }]);
    });

    it("shows an epoch of revocation that was taken back", async () => {
      const target = { kind: "user", id: "eve" } as const;
      const epoch = await bench().store.revocations.revoke(target, "ada", start);
      expect(epoch.notBefore).toBe(start);
      const kept = (await checkpointAt(bench(), start + 60)).text;
      expect((await verify(bench(), [kept], later)).problems).toEqual([]);
      await bench().database.run("delete from revocation_epochs where kind = 'user'");
      expect((await verify(bench(), [kept], later)).problems).toMatchObject([
        { kind: "configuration", detail: expect.stringContaining("is gone") },
      ]);
      await bench().store.revocations.revoke(target, "ada", start + 1);
    });

    it.each([
      ["by somebody else", "update revocation_epochs set set_by = 'bob' where id = 'mallory'"],
      ["at another time", "update revocation_epochs set set_at = set_at + 1 where id = 'mallory'"],
      ["at another revision", "update revocation_epochs set revision = revision + 1 where id = 'mallory'"],
      ["far ahead", "update revocation_epochs set revision = 999, set_by = 'bob' where id = 'mallory'"],
      [
        "and nobody set it",
        "insert into revocation_epochs select kind, 'somebody', not_before, revision, set_at, set_by from revocation_epochs where id = 'mallory'",
      ],
    ])("shows an epoch of revocation that stands there as set %s", async (_, statement) => {
      const { database, store } = bench();
      await store.revocations.revoke({ kind: "user", id: "mallory" }, "ada", start);
      await store.revocations.revoke({ kind: "user", id: "trent" }, "ada", start);
      expect((await verify(bench(), null, later)).problems).toEqual([]);
      await database.run(statement);
      expect((await verify(bench(), null, later)).problems).toMatchObject([
        { kind: "configuration", detail: expect.stringMatching(/epoch.* (was not set so|names it)/) },
      ]);
      await database.run("delete from revocation_epochs where id = 'somebody'");
      await store.revocations.revoke({ kind: "user", id: "mallory" }, "ada", start);
    });

    it("links what an older program wrote without", async () => {
      await configured();
      await bench().database.run("delete from configuration_links where revision > 2");
      expect(await verify(bench(), null, later)).toMatchObject({ revisions: 2, problems: expect.anything() });
      await bench().database.run("delete from audit_checkpoints");
      expect((await verify(bench(), null, later)).problems).toEqual([]);
      const kept = (await checkpointAt(bench(), start + 61)).text;
      expect(await verify(bench(), [kept], later)).toMatchObject({ unlinkedRevisions: 0, problems: [] });
    });

    it("shows that links were taken away, without which versions can be edited", async () => {
      const kept = await configured();
      await bench().database.run("delete from configuration_links where revision > 2");
      expect((await verify(bench(), [kept], later)).problems).toMatchObject([
        { kind: "configuration", revision: 3, detail: expect.stringContaining("its link is gone") },
      ]);
    });

    it("shows that the last changes were cut off", async () => {
      const kept = await configured();
      const tables = ["provider_versions", "mapping_versions", "changes", "configuration_links"];
      for (const table of [...tables, "revocation_epochs"]) {
        await bench().database.run(`delete from ${table} where revision > 4`);
      }
      await bench().database.run("update configuration_revision set value = 4");
      expect((await verify(bench(), [kept], later)).problems).toMatchObject([
        { kind: "configuration", revision: 5, detail: expect.stringContaining("changes were cut off") },
      ]);
    });
  });
});

import { describe, expect, it } from "vitest";
import type { Written } from "../../../src/core/configuring/configuration.ts";
import type { RegistryChange } from "../../../src/core/matching/registry.ts";
import type { Mapping } from "../../../src/core/terms.ts";
import { misleadV8, misreadable } from "../../v8-names.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { changesIn, fresh, mappingDraft, momentAt, providerDraft, start, useBench } from "../fixtures.ts";

function mustBeWritten<T>(result: Written<T>): T {
  if (!result.ok) throw new Error(`not written: ${result.conflict}`);
  return result.value;
}

const changesOf = <T>(written: Written<T>): readonly RegistryChange[] => (written.ok ? written.changes : []);

describeOnEveryDatabase("the configuration", (kind) => {
  const bench = useBench(kind);
  const configuration = () => bench().store.configuration;
  const aProvider = async () =>
    mustBeWritten(await configuration().createProvider(providerDraft(), "ada", start));
  const aMapping = async (providerId: string) =>
    mustBeWritten(await configuration().createMapping(mappingDraft(providerId), "ada", start));

  it("begins at revision 0 with nothing in it", async () => {
    expect(await Array.fromAsync(configuration().load())).toEqual([
      { reached: { revision: 0, mark: null }, changes: [] },
    ]);
  });

  describe("creating", () => {
    it("returns the provider with its id, revision and times", async () => {
      const draft = providerDraft();
      const before = await configuration().revision();
      const provider = mustBeWritten(await configuration().createProvider(draft, "ada", start));
      expect(provider).toEqual({
        ...draft,
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        revision: before + 1,
        createdAt: start,
        updatedAt: start,
      });
    });

    it("reads back names that V8 would misread", async () => {
      const annotations = { face: misreadable("configured") };
      const provider = mustBeWritten(
        await configuration().createProvider(providerDraft({ annotations }), "ada", start),
      );
      const draft = mappingDraft(provider.id, { annotations });
      const mapping = mustBeWritten(await configuration().createMapping(draft, "ada", start));
      misleadV8("configured");
      expect(await changesIn(configuration().providerAt(provider.id, mapping.revision))).toMatchObject([
        { provider: { annotations } },
        { mapping: { annotations } },
      ]);
    });

    it("reads back exactly what was written", async () => {
      const provider = await aProvider();
      const mapping = await aMapping(provider.id);
      const changes = await changesIn(configuration().load());
      expect(changes).toContainEqual({
        kind: "provider_written",
        revision: provider.revision,
        provider,
      });
      expect(changes).toContainEqual({ kind: "mapping_written", revision: mapping.revision, mapping });
    });

    it("refuses a provider name that is taken, and leaves the revision as it was", async () => {
      const { name } = await aProvider();
      const before = await configuration().revision();
      const second = await configuration().createProvider(providerDraft({ name }), "bob", start);
      expect(second).toEqual({ ok: false, conflict: "already_exists" });
      expect(await configuration().revision()).toBe(before);
    });

    it("refuses a mapping of an unknown provider", async () => {
      const written = await configuration().createMapping(mappingDraft("nobody"), "ada", start);
      expect(written).toEqual({ ok: false, conflict: "not_found" });
    });

    it.each([[null], ["shop"]])("refuses a second mapping of a name in project %s", async (project) => {
      const provider = await aProvider();
      const draft = mappingDraft(provider.id, { project });
      mustBeWritten(await configuration().createMapping(draft, "ada", start));
      const second = await configuration().createMapping(draft, "ada", start);
      expect(second).toEqual({ ok: false, conflict: "already_exists" });
    });

    it("allows one mapping name in several projects and in none", async () => {
      const provider = await aProvider();
      const name = fresh("mapping");
      for (const project of [null, "", "shop", "bank"]) {
        mustBeWritten(
          await configuration().createMapping(mappingDraft(provider.id, { name, project }), "ada", start),
        );
      }
    });

    it("allows one mapping name for several providers", async () => {
      const name = fresh("mapping");
      for (const provider of [await aProvider(), await aProvider()]) {
        mustBeWritten(await configuration().createMapping(mappingDraft(provider.id, { name }), "ada", start));
      }
    });
  });

  describe("replacing", () => {
    it("keeps the time of creation and moves the time of change", async () => {
      const provider = await aProvider();
      const draft = providerDraft({ enabled: false });
      const replaced = mustBeWritten(
        await configuration().replaceProvider(provider.id, draft, provider.revision, "bob", start + 5),
      );
      expect(replaced).toEqual({
        ...draft,
        id: provider.id,
        revision: provider.revision + 1,
        createdAt: start,
        updatedAt: start + 5,
      });
    });

    it("refuses a change made from an older version", async () => {
      const provider = await aProvider();
      await configuration().replaceProvider(provider.id, providerDraft(), provider.revision, "bob", start);
      const late = await configuration().replaceProvider(
        provider.id,
        providerDraft(),
        provider.revision,
        "ada",
        start,
      );
      expect(late).toEqual({ ok: false, conflict: "stale" });
    });

    it("lets exactly one of two simultaneous changes from the same version win", async () => {
      const mapping = await aMapping((await aProvider()).id);
      const other = await bench().another();
      const results = await Promise.all(
        [bench().store, other].map((store) =>
          store.configuration.replaceMapping(
            mapping.id,
            mappingDraft(mapping.providerId),
            mapping.revision,
            "ada",
            start,
          ),
        ),
      );
      expect(results.map((result) => (result.ok ? "written" : result.conflict)).sort()).toEqual([
        "stale",
        "written",
      ]);
    });

    it("refuses the name of another provider but accepts its own", async () => {
      const first = await aProvider();
      const second = await aProvider();
      const rename = (name: string) =>
        configuration().replaceProvider(second.id, providerDraft({ name }), null, "ada", start);
      expect(await rename(first.name)).toEqual({ ok: false, conflict: "already_exists" });
      expect((await rename(second.name)).ok).toBe(true);
    });

    it("frees the old name", async () => {
      const provider = await aProvider();
      mustBeWritten(await configuration().replaceProvider(provider.id, providerDraft(), null, "ada", start));
      mustBeWritten(
        await configuration().createProvider(providerDraft({ name: provider.name }), "ada", start),
      );
    });

    it("refuses what does not exist", async () => {
      const written = await configuration().replaceProvider("nobody", providerDraft(), null, "ada", start);
      expect(written).toEqual({ ok: false, conflict: "not_found" });
    });
  });

  describe("deleting", () => {
    it("takes the provider's mappings with it, each as a change of its own", async () => {
      const provider = await aProvider();
      await aMapping(provider.id);
      await aMapping(provider.id);
      const deleted = await configuration().deleteProvider(provider.id, provider.revision, "ada", start);
      const revision = await configuration().revision();
      expect(changesOf(deleted)).toEqual([{ kind: "provider_deleted", revision, id: provider.id }]);
      const changes = await changesIn(configuration().load());
      expect(JSON.stringify(changes)).not.toContain(provider.id);
    });

    it("leaves other providers' mappings alone", async () => {
      const [kept, doomed] = [await aProvider(), await aProvider()];
      const mapping = await aMapping(kept.id);
      await configuration().deleteProvider(doomed.id, null, "ada", start);
      const changes = await changesIn(configuration().load());
      expect(changes).toContainEqual({ kind: "mapping_written", revision: mapping.revision, mapping });
    });

    it("refuses a deletion decided on an older version", async () => {
      const mapping = await aMapping((await aProvider()).id);
      await configuration().replaceMapping(mapping.id, mappingDraft(mapping.providerId), null, "bob", start);
      const deleted = await configuration().deleteMapping(mapping.id, mapping.revision, "ada", start);
      expect(deleted).toEqual({ ok: false, conflict: "stale" });
    });

    it("frees the mapping's name", async () => {
      const mapping = await aMapping((await aProvider()).id);
      expect((await configuration().deleteMapping(mapping.id, null, "ada", start)).ok).toBe(true);
      const again = mappingDraft(mapping.providerId, { name: mapping.name });
      mustBeWritten(await configuration().createMapping(again, "ada", start));
    });
  });

  describe("history", () => {
    it("tells another node every change since its revision, in order", async () => {
      const since = await configuration().revision();
      const writes = [];
      const created = await configuration().createProvider(providerDraft(), "ada", start);
      const provider = mustBeWritten(created);
      writes.push(created, await configuration().createMapping(mappingDraft(provider.id), "ada", start));
      writes.push(await configuration().replaceProvider(provider.id, providerDraft(), null, "bob", start));
      writes.push(await configuration().deleteProvider(provider.id, null, "bob", start));
      const other = await bench().another();
      expect(await Array.fromAsync(other.configuration.changesSince(momentAt(since)))).toEqual([
        {
          reached: { revision: since + 4, mark: expect.any(String) },
          changes: writes.flatMap((written) => (written.ok ? written.changes : [])),
        },
      ]);
    });

    it("tells of very many changes in slices, each up to the revision it names", async () => {
      const since = await configuration().revision();
      const provider = await aProvider();
      const made: Mapping[] = [];
      // Some at a time: a slow machine has not written all of them while the last one waits for its turn.
      while (made.length < 450) {
        made.push(...(await Promise.all(Array.from({ length: 50 }, () => aMapping(provider.id)))));
      }
      made.sort((one, other) => one.revision - other.revision);
      const slices = await Array.fromAsync(configuration().changesSince(momentAt(since)));
      expect(slices.map(({ reached }) => reached.revision - since)).toEqual([200, 400, 451]);
      const changes = slices.flatMap((slice) => slice.changes);
      expect(changes.slice(1)).toEqual(
        made.map((mapping) => ({ kind: "mapping_written", revision: mapping.revision, mapping })),
      );
      const loaded = await Array.fromAsync(configuration().load());
      expect(Math.max(...loaded.map((slice) => slice.changes.length))).toBe(200);
      expect(loaded.flatMap((slice) => slice.changes)).toEqual(expect.arrayContaining(changes));
    });

    it("needs no word of each mapping that went with its provider, though an earlier version writes it", async () => {
      const provider = await aProvider();
      const mapping = await aMapping(provider.id);
      const since = await configuration().revision();
      await configuration().deleteProvider(provider.id, null, "ada", start);
      await bench().database.run(
        `insert into changes (revision, kind, id) values (${since + 1}, 'mapping', '${mapping.id}')`,
      );
      expect(await changesIn(configuration().changesSince(momentAt(since)))).toEqual([
        { kind: "provider_deleted", revision: since + 1, id: provider.id },
      ]);
    });

    it("has nothing to tell a node that is up to date", async () => {
      const revision = await configuration().revision();
      expect(await Array.fromAsync(configuration().changesSince(momentAt(revision)))).toEqual([]);
    });

    it("has a node start over that knows more than the database", async () => {
      const revision = await configuration().revision();
      expect(await Array.fromAsync(configuration().changesSince(momentAt(revision + 3)))).toEqual([
        { reached: { revision, mark: expect.any(String) }, changes: [], startOver: true },
      ]);
    });

    it("has a node start over whose last revision was another one's, however far the database is by now", async () => {
      await aProvider();
      const loaded = await Array.fromAsync(configuration().load());
      const { reached: known } = loaded.at(-1) ?? expect.fail("nothing was loaded");
      await aProvider();
      const changes = await Array.fromAsync(configuration().changesSince(known));
      expect(changes.map(({ startOver, changes }) => [startOver, changes.length])).toEqual([[undefined, 1]]);
      const other = { ...known, mark: "of another history" };
      expect(await Array.fromAsync(configuration().changesSince(other))).toEqual([
        { reached: { revision: known.revision + 1, mark: expect.any(String) }, changes: [], startOver: true },
      ]);
    });

    it("shows a provider and its mappings as they stood at a revision", async () => {
      const provider = await aProvider();
      const mapping = await aMapping(provider.id);
      await configuration().replaceMapping(mapping.id, mappingDraft(provider.id), null, "bob", start + 1);
      await configuration().deleteProvider(provider.id, null, "bob", start + 2);
      expect(await changesIn(configuration().providerAt(provider.id, mapping.revision))).toEqual([
        { kind: "provider_written", revision: provider.revision, provider },
        { kind: "mapping_written", revision: mapping.revision, mapping },
      ]);
    });

    it("shows no provider before it was created nor after it was deleted", async () => {
      const provider = await aProvider();
      await configuration().deleteProvider(provider.id, null, "bob", start);
      expect(await changesIn(configuration().providerAt(provider.id, provider.revision - 1))).toEqual([]);
      expect(await changesIn(configuration().providerAt(provider.id, provider.revision + 1))).toEqual([]);
    });

    it("knows the ids of what there is and of what was deleted, and no others", async () => {
      const provider = await aProvider();
      const mapping = await aMapping(provider.id);
      const known = () =>
        Promise.all([
          configuration().everExisted("provider", provider.id),
          configuration().everExisted("mapping", mapping.id),
        ]);
      expect(await known()).toEqual([true, true]);
      await configuration().deleteProvider(provider.id, null, "bob", start);
      expect(await known()).toEqual([true, true]);
      expect(await configuration().everExisted("provider", provider.name)).toBe(false);
      expect(await configuration().everExisted("mapping", provider.id)).toBe(false);
    });

    it("shows a mapping that moved only with the provider it had then", async () => {
      const [from, to] = [await aProvider(), await aProvider()];
      const mapping = await aMapping(from.id);
      const moved = mustBeWritten(
        await configuration().replaceMapping(mapping.id, mappingDraft(to.id), null, "ada", start),
      );
      const idsAt = async (id: string, revision: number) =>
        (await changesIn(configuration().providerAt(id, revision))).length;
      expect(await idsAt(from.id, mapping.revision)).toBe(2);
      expect(await idsAt(from.id, moved.revision)).toBe(1);
      expect(await idsAt(to.id, moved.revision)).toBe(2);
    });

    it("keeps who wrote each version and when", async () => {
      const provider = await aProvider();
      await configuration().replaceProvider(provider.id, providerDraft(), null, "bob", start + 5);
      await configuration().deleteProvider(provider.id, null, "eve", start + 9);
      const versions = await bench().database.run(
        `select author, cast(written_at as text) as at from provider_versions where id = '${provider.id}' order by revision`,
      );
      expect(versions.map(({ author, at }) => [author, Number(at)])).toEqual([
        ["ada", start],
        ["bob", start + 5],
        ["eve", start + 9],
      ]);
    });

    it.each([
      "document = replace(document, 'pipelines', 'pipelined')",
      "document = null",
      "created_at = created_at + 1",
    ])("refuses a version that was changed behind its back: %s", async (change) => {
      const { id } = mustBeWritten(
        await configuration().createProvider({ ...providerDraft(), description: "pipelines" }, "ada", start),
      );
      expect(await changesIn(configuration().providerAt(id, await configuration().revision()))).toHaveLength(
        1,
      );
      await bench().database.run(`update provider_versions set ${change} where id = '${id}'`);
      const reading = changesIn(configuration().providerAt(id, await configuration().revision()));
      await expect(reading).rejects.toThrow("is not what was written");
    });

    it("takes a version without a digest as it is: an earlier version of the program wrote it", async () => {
      const { id } = await aProvider();
      await bench().database.run(`update provider_versions set digest = null where id = '${id}'`);
      expect(await changesIn(configuration().providerAt(id, await configuration().revision()))).toHaveLength(
        1,
      );
    });

    it("gives two hundred simultaneous writes two hundred revisions", async () => {
      const provider = await aProvider();
      const before = await configuration().revision();
      const written = await Promise.all(
        Array.from({ length: 200 }, () =>
          configuration().createMapping(mappingDraft(provider.id), "ada", start),
        ),
      );
      const revisions = written.map((one) => mustBeWritten(one).revision).sort((a, b) => a - b);
      expect(revisions).toEqual(Array.from({ length: 200 }, (_, index) => before + 1 + index));
    });
  });
});

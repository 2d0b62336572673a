import { expect, it } from "vitest";
import type { PlannedWrite } from "../../../src/core/directory/changes.ts";
import type { Group } from "../../../src/core/directory/terms.ts";
import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { verifyConfiguration } from "../../../src/store/configuration-verification.ts";
import { connect } from "../../../src/store/connect.ts";
import { projectDraft } from "../../core/samples.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { changesIn, fresh, mappingDraft, momentAt, providerDraft, start, useBench } from "../fixtures.ts";

function group(changes: Partial<Group> = {}): Group {
  return {
    kind: "group",
    id: fresh("group"),
    domainId: "default",
    name: fresh("name"),
    description: "",
    annotations: {},
    ...changes,
  };
}

describeOnEveryDatabase("what belongs together", (kind) => {
  const bench = useBench(kind);
  const configuration = () => bench().store.configuration;
  const write = async (writes: readonly PlannedWrite[], judgedAt?: number) =>
    configuration().writeTogether(writes, judgedAt ?? (await configuration().revision()), "ada", start);
  const since = (revision: number) => changesIn(configuration().changesSince(momentAt(revision)));

  it("is written in one step, a revision for each thing and a link in the chain", async () => {
    const before = await configuration().revision();
    const [dev, provider, project] = [group(), providerDraft(), projectDraft(fresh("project"))];
    const ids = { provider: fresh("provider"), mapping: fresh("mapping") };
    const mapping = mappingDraft(ids.provider);
    await write([
      { write: "create_provider", id: ids.provider, draft: provider },
      { write: "create_mapping", id: ids.mapping, draft: mapping },
      { write: "create_project", draft: project },
      { write: "put", draft: dev },
    ]);
    const versions = { createdAt: start, updatedAt: start };
    expect(await since(before)).toEqual([
      {
        kind: "provider_written",
        revision: before + 1,
        provider: { ...provider, id: ids.provider, revision: before + 1, ...versions },
      },
      {
        kind: "mapping_written",
        revision: before + 2,
        mapping: { ...mapping, id: ids.mapping, revision: before + 2, ...versions },
      },
      {
        kind: "project_written",
        revision: before + 3,
        project: { ...project, revision: before + 3, ...versions },
      },
      {
        kind: "directory_written",
        revision: before + 4,
        object: { ...dev, revision: before + 4, ...versions },
      },
    ]);
    const db = connect(bench().database.url, "read");
    try {
      expect(await verifyConfiguration(db)).toEqual({ revisions: before + 4, unlinked: 0, broken: null });
    } finally {
      await db.destroy();
    }
  });

  it("is refused when anything was written since it was planned, and then nothing of it is there", async () => {
    const planned = await configuration().revision();
    await configuration().createProvider(providerDraft(), "bob", start);
    const before = await configuration().revision();
    expect(await write([{ write: "put", draft: group() }], planned)).toEqual({
      ok: false,
      conflict: "overtaken",
    });
    expect(await since(before)).toEqual([]);
  });

  it("is written wholly or not at all when a part of it does not fit", async () => {
    const before = await configuration().revision();
    const failing = write([
      { write: "put", draft: group() },
      { write: "delete", of: "group", id: "nobody" },
    ]);
    await expect(failing).rejects.toThrow();
    expect(await configuration().revision()).toBe(before);
    expect(await since(before)).toEqual([]);
  });

  it("is written by one of several that planned it at the same moment", async () => {
    const planned = await configuration().revision();
    const other = await bench().another();
    const outcomes = await Promise.all(
      [configuration(), other.configuration, configuration(), other.configuration].map((one) =>
        one.writeTogether([{ write: "put", draft: group() }], planned, "ada", start),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("keeps when an object was first written, and forgets a deleted one", async () => {
    const dev = group();
    await write([{ write: "put", draft: dev }]);
    const before = await configuration().revision();
    const renamed = { ...dev, name: fresh("name") };
    await configuration().writeTogether([{ write: "put", draft: renamed }], before, "bob", start + 5);
    await write([{ write: "delete", of: "group", id: dev.id }]);
    expect(await since(before)).toEqual([
      {
        kind: "directory_written",
        revision: before + 1,
        object: { ...renamed, revision: before + 1, createdAt: start, updatedAt: start + 5 },
      },
      { kind: "directory_deleted", revision: before + 2, of: "group", id: dev.id },
    ]);
    const loaded = await changesIn(configuration().load());
    expect(
      loaded.filter((change) => change.kind === "directory_written").map(({ object }) => object.id),
    ).not.toContain(dev.id);
  });

  it("is there for whoever explains an exchange of an earlier moment", async () => {
    const dev = group();
    const providerId = fresh("provider");
    await write([
      { write: "create_provider", id: providerId, draft: providerDraft() },
      { write: "put", draft: dev },
    ]);
    const then = await configuration().revision();
    await write([{ write: "delete", of: "group", id: dev.id }]);
    const changes = await changesIn(configuration().providerAt(providerId, then, null));
    const registry = emptyRegistry({
      compileRegex: () => ({ ok: true, value: { size: 1, matches: () => false } }),
      subjectIdsOf: () => null,
    }).withChanges(changes);
    expect(registry.directory.get("group", dev.id)?.name).toBe(dev.name);
  });
});

import { describe, expect, it } from "vitest";
import type { Written } from "../../../src/core/configuring/configuration.ts";
import type { ProjectEdit } from "../../../src/core/configuring/project-edits.ts";
import type { Project } from "../../../src/core/terms.ts";
import { verifyConfiguration } from "../../../src/store/configuration-verification.ts";
import { connect } from "../../../src/store/connect.ts";
import { projectDraft } from "../../core/samples.ts";
import { misleadV8, misreadable } from "../../v8-names.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { changesIn, fresh, momentAt, providerDraft, start, useBench } from "../fixtures.ts";

function mustBeWritten<T>(result: Written<T>): T {
  if (!result.ok) throw new Error(`not written: ${result.conflict}`);
  return result.value;
}
const roleOf = (name: string) => ({ name, description: "", annotations: {} });

describeOnEveryDatabase("projects", (kind) => {
  const bench = useBench(kind);
  const configuration = () => bench().store.configuration;
  const aProject = async (roles: readonly string[] = []): Promise<Project> =>
    mustBeWritten(
      await configuration().createProject(
        projectDraft(fresh("project"), { roles: roles.map(roleOf) }),
        "ada",
        start,
      ),
    );
  const edit = (key: string, how: ProjectEdit, expected: number | null = null) =>
    configuration().editProject(key, how, expected, "bob", start + 1);
  const remove = async (key: string) =>
    configuration().writeTogether(
      [{ write: "delete_project", key }],
      await configuration().revision(),
      "eve",
      start + 2,
    );
  const changes = (since: number) => changesIn(configuration().changesSince(momentAt(since)));
  const verified = async () => {
    const db = connect(bench().database.url, "read");
    try {
      return await verifyConfiguration(db);
    } finally {
      await db.destroy();
    }
  };

  it("are written, edited and deleted, each with a revision of its own and a link in the chain", async () => {
    const before = await configuration().revision();
    const project = await aProject(["Lead"]);
    expect(project).toEqual({
      ...projectDraft(project.key, { roles: [roleOf("Lead")] }),
      revision: before + 1,
      createdAt: start,
      updatedAt: start,
    });
    const edited = mustBeWritten(await edit(project.key, { kind: "role_added", role: roleOf("Clerk") }));
    expect(edited).toEqual({
      ...project,
      roles: [roleOf("Lead"), roleOf("Clerk")],
      revision: before + 2,
      updatedAt: start + 1,
    });
    expect(await remove(project.key)).toEqual({ ok: true });
    expect(await changes(before)).toEqual([
      { kind: "project_written", revision: before + 1, project },
      { kind: "project_written", revision: before + 2, project: edited },
      { kind: "project_deleted", revision: before + 3, key: project.key },
    ]);
    expect(await verified()).toEqual({ revisions: before + 3, unlinked: 0, broken: null });
  });

  it("come with whatever else there is when everything is loaded", async () => {
    const [kept, gone] = [await aProject(), await aProject()];
    await remove(gone.key);
    const loaded = await changesIn(configuration().load());
    expect(loaded).toContainEqual({ kind: "project_written", revision: kept.revision, project: kept });
    expect(JSON.stringify(loaded)).not.toContain(`"${gone.key}"`);
  });

  it("are read back with names that V8 would misread", async () => {
    const annotations = { face: misreadable("project") };
    const before = await configuration().revision();
    mustBeWritten(
      await configuration().createProject(projectDraft(fresh("project"), { annotations }), "ada", start),
    );
    misleadV8("project");
    expect(await changes(before)).toMatchObject([{ project: { annotations } }]);
  });

  it("are not written twice under a key, nor changed where there is none, nor from an old revision", async () => {
    const { key, revision } = await aProject();
    const before = await configuration().revision();
    const again = await configuration().createProject(projectDraft(key), "bob", start);
    expect(again).toEqual({ ok: false, conflict: "already_exists" });
    const removed: ProjectEdit = { kind: "role_removed", name: "nobody" };
    expect(await edit("nobody", removed)).toEqual({ ok: false, conflict: "not_found" });
    expect(await edit(key, removed, revision - 1)).toEqual({ ok: false, conflict: "stale" });
    await expect(remove("nobody")).rejects.toThrow("not_found");
    expect(await edit(key, removed)).toMatchObject({ conflict: "refused", refusal: { kind: "not_found" } });
    expect(await configuration().revision()).toBe(before);
  });

  it("keep every role when many are written at the same moment, on several nodes", async () => {
    const { key } = await aProject();
    const other = (await bench().another()).configuration;
    const names = Array.from({ length: 30 }, (_, index) => `role${index}`);
    const written = await Promise.all(
      names.map((name, index) => {
        const writer = index % 2 === 0 ? configuration() : other;
        return writer.editProject(key, { kind: "role_added", role: roleOf(name) }, null, "ada", start);
      }),
    );
    const last = written.map(mustBeWritten).toSorted((a, b) => b.revision - a.revision)[0];
    expect(last?.roles.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  it("come with a provider of the past as they stood then, when they are asked for", async () => {
    const provider = mustBeWritten(await configuration().createProvider(providerDraft(), "ada", start));
    const before = await configuration().revision();
    const project = await aProject();
    await edit(project.key, { kind: "role_added", role: roleOf("Lead") });
    const projectsAt = async (revision: number, key?: string) =>
      (await changesIn(configuration().providerAt(provider.id, revision, key))).filter(
        (change) => change.kind === "project_written",
      );
    expect(await projectsAt(project.revision, project.key)).toMatchObject([{ project }]);
    expect(await projectsAt(project.revision)).toEqual([]);
    expect(await projectsAt(before, project.key)).toEqual([]);
  });

  describe("that are not what was written", () => {
    it("are found in the chain, and neither loaded nor edited", async () => {
      const { key, revision } = await aProject(["Lead"]);
      await bench().database.run(
        `update project_versions set document = replace(document, 'Lead', 'Boss') where id = '${key}'`,
      );
      expect(await verified()).toMatchObject({ broken: { revision, detail: "its versions were changed" } });
      await expect(changes(revision - 1)).rejects.toThrow(`project ${key} is not what was written`);
      await expect(edit(key, { kind: "role_removed", name: "Boss" })).rejects.toThrow();
      await bench().database.run(
        `update project_versions set document = replace(document, 'Boss', 'Lead') where id = '${key}'`,
      );
      expect(await verified()).toMatchObject({ broken: null });
    });

    it("are found where they were taken away", async () => {
      const { key, revision } = await aProject();
      await bench().database.run(`delete from project_versions where id = '${key}'`);
      expect(await verified()).toMatchObject({ broken: { revision } });
    });
  });
});

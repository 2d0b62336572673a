/**
 * Changes of projects. As in configuration-writes.ts, the revision row is held until the transaction ends: an edit is
 * done to what stands, so several roles written at the same moment all stay, without anybody trying again.
 */

import type { Kysely } from "kysely";
import type { Written } from "../core/configuring/configuration.ts";
import { projectDefaults } from "../core/configuring/project-defaults.ts";
import { editProject as applyEdit, type ProjectEdit } from "../core/configuring/project-edits.ts";
import type { Project, ProjectDraft } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import { type Authorship, alreadyExists, conclude, notFound, stale } from "./configuration-writes.ts";
import { nextRevision } from "./revision.ts";
import { requireUnchanged, versionOf, withDigest } from "./row-digest.ts";
import type { Schema } from "./schema.ts";

interface Edit extends Authorship {
  readonly key: string;
  readonly edit: ProjectEdit;
  readonly expectedRevision: number | null;
}

export async function createProject(
  db: Kysely<Schema>,
  { draft, by, at }: Authorship & { readonly draft: ProjectDraft },
): Promise<Written<Project>> {
  const revision = await nextRevision(db);
  if ((await currentProject(db, draft.key)) !== undefined) return alreadyExists;
  await db.insertInto("projects").values({ key: draft.key, revision }).execute();
  return writeProject(db, { ...draft, revision, createdAt: at, updatedAt: at }, draft, by);
}

export async function editProject(
  db: Kysely<Schema>,
  { key, edit, expectedRevision, by, at }: Edit,
): Promise<Written<Project>> {
  const revision = await nextRevision(db);
  const current = await currentProject(db, key);
  if (current === undefined) return notFound;
  if (expectedRevision !== null && expectedRevision !== current.revision) return stale;
  const { document, created_at: createdAt } = requireUnchanged("project", current);
  const edited = applyEdit({ ...projectDefaults, ...readStoredJson<ProjectDraft>(document ?? "") }, edit);
  if (!edited.ok) return { ok: false, conflict: "refused", refusal: edited.refusal };
  await db.updateTable("projects").set({ revision }).where("key", "=", key).execute();
  return writeProject(db, { ...edited.draft, revision, createdAt, updatedAt: at }, edited.draft, by);
}

export async function deleteProject(
  db: Kysely<Schema>,
  { key, by, at }: Authorship & { readonly key: string },
): Promise<Written<void>> {
  const revision = await nextRevision(db);
  const current = await currentProject(db, key);
  if (current === undefined) return notFound;
  await db.deleteFrom("projects").where("key", "=", key).execute();
  await db
    .insertInto("project_versions")
    .values({
      id: key,
      revision,
      document: null,
      author: by,
      created_at: current.created_at,
      written_at: at,
      digest: null,
    })
    .execute();
  await conclude(db, revision, "project", key);
  return { ok: true, value: undefined, changes: [{ kind: "project_deleted", revision, key }] };
}

function currentProject(db: Kysely<Schema>, key: string) {
  return db
    .selectFrom("projects")
    .innerJoin("project_versions as version", (join) =>
      join.onRef("version.id", "=", "projects.key").onRef("version.revision", "=", "projects.revision"),
    )
    .selectAll("version")
    .where("projects.key", "=", key)
    .executeTakeFirst();
}

async function writeProject(
  db: Kysely<Schema>,
  project: Project,
  draft: ProjectDraft,
  author: string,
): Promise<Written<Project>> {
  const { key, revision } = project;
  const version = versionOf({ ...project, id: key, author }, draft);
  await db.insertInto("project_versions").values(withDigest(version)).execute();
  await conclude(db, revision, "project", key);
  return { ok: true, value: project, changes: [{ kind: "project_written", revision, project }] };
}

/**
 * Changes that belong together: of the directory, and of the providers, mappings and projects that go with it. They
 * are planned from the configuration as it stood at one revision, and made only while it still stands there, in one
 * transaction: so nothing that was looked at can have changed, and nobody sees a part of them.
 */

import type { Kysely } from "kysely";
import type { Conflict } from "../core/configuring/configuration.ts";
import type { PlannedWrite } from "../core/directory/changes.ts";
import type { DirectoryDraft, DirectoryKind } from "../core/directory/terms.ts";
import {
  type Authorship,
  conclude,
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  replaceMapping,
  replaceProvider,
} from "./configuration-writes.ts";
import { createProject, deleteProject, editProject } from "./project-writes.ts";
import { nextRevision } from "./revision.ts";
import { versionOf, withDigest } from "./row-digest.ts";
import type { Schema } from "./schema.ts";

/** What was planned, by whom, and the revision it was planned at. */
export interface Together extends Authorship {
  readonly writes: readonly PlannedWrite[];
  readonly judgedAt: number;
}

/**
 * Each write takes a revision of its own, as it would alone.
 * @returns refused with `overtaken` when something was written since
 * @throws when a write does not fit what stands, which then nobody planned; nothing is kept
 */
export async function writeTogether(
  db: Kysely<Schema>,
  { writes, judgedAt, by, at }: Together,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly conflict: Conflict }> {
  if ((await nextRevision(db)) !== judgedAt + 1) return { ok: false, conflict: "overtaken" };
  for (const write of writes) {
    const written = await perform(db, write, { by, at });
    if (!written.ok) throw new Error(`a planned write (${write.write}) met a conflict: ${written.conflict}`);
  }
  return { ok: true };
}

function perform(
  db: Kysely<Schema>,
  write: PlannedWrite,
  authorship: Authorship,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly conflict: string }> {
  const whatever = { expectedRevision: null, ...authorship };
  switch (write.write) {
    case "put":
      return putObject(db, write.draft, authorship);
    case "delete":
      return deleteObject(db, write.of, write.id, authorship);
    case "create_provider":
      return createProvider(db, { id: write.id, draft: write.draft, ...authorship });
    case "replace_provider":
      return replaceProvider(db, { id: write.id, draft: write.draft, ...whatever });
    case "delete_provider":
      return deleteProvider(db, { id: write.id, ...whatever });
    case "create_mapping":
      return createMapping(db, { id: write.id, draft: write.draft, ...authorship });
    case "replace_mapping":
      return replaceMapping(db, { id: write.id, draft: write.draft, ...whatever });
    case "delete_mapping":
      return deleteMapping(db, { id: write.id, ...whatever });
    case "create_project":
      return createProject(db, { draft: write.draft, ...authorship });
    case "replace_project":
      return editProject(db, {
        key: write.draft.key,
        edit: { kind: "replaced", draft: write.draft },
        ...whatever,
      });
    case "delete_project":
      return deleteProject(db, { key: write.key, ...authorship });
  }
}

async function putObject(db: Kysely<Schema>, draft: DirectoryDraft, { by, at }: Authorship) {
  const revision = await nextRevision(db);
  const id = versionId(draft.kind, draft.id);
  const standing = await createdAt(db, id);
  await (standing === undefined
    ? db.insertInto("directory_objects").values({ id, revision }).execute()
    : db.updateTable("directory_objects").set({ revision }).where("id", "=", id).execute());
  const version = { id, revision, createdAt: standing?.created_at ?? at, updatedAt: at, author: by };
  await db
    .insertInto("directory_versions")
    .values(withDigest(versionOf(version, draft)))
    .execute();
  await conclude(db, revision, "directory", id);
  return { ok: true } as const;
}

async function deleteObject(
  db: Kysely<Schema>,
  kind: DirectoryKind,
  objectId: string,
  { by, at }: Authorship,
) {
  const revision = await nextRevision(db);
  const id = versionId(kind, objectId);
  const standing = await createdAt(db, id);
  if (standing === undefined) return { ok: false, conflict: "not_found" } as const;
  await db.deleteFrom("directory_objects").where("id", "=", id).execute();
  await db
    .insertInto("directory_versions")
    .values({
      id,
      revision,
      document: null,
      author: by,
      created_at: standing.created_at,
      written_at: at,
      digest: null,
    })
    .execute();
  await conclude(db, revision, "directory", id);
  return { ok: true } as const;
}

function versionId(kind: DirectoryKind, id: string): string {
  return `${kind}/${id}`;
}

function createdAt(db: Kysely<Schema>, id: string) {
  return db
    .selectFrom("directory_objects")
    .innerJoin("directory_versions as version", (join) =>
      join
        .onRef("version.id", "=", "directory_objects.id")
        .onRef("version.revision", "=", "directory_objects.revision"),
    )
    .select("version.created_at")
    .where("directory_objects.id", "=", id)
    .executeTakeFirst();
}

/**
 * Digests of the rows by which the server decides. A disk or a file system may change bytes without telling;
 * a version of a provider, a mapping or anything else configured that is not what was written must not become a rule.
 */

import type { DirectoryDraft } from "../core/directory/terms.ts";
import type { EpochSeconds, MappingDraft, ProjectDraft, ProviderDraft } from "../core/terms.ts";
import { sha256 } from "./chain.ts";
import type { ConfiguredKind, VersionRow } from "./schema.ts";
import { Damaged } from "./unavailable.ts";

type Digested = Omit<VersionRow, "digest"> & { readonly provider_id?: string };

/** When and by whom a version was written, as everything configured knows it of itself. */
export interface Authored {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: EpochSeconds;
  readonly updatedAt: EpochSeconds;
  readonly author: string;
}

/** A version that has a document, but for what its table adds and its digest. */
export function versionOf(
  { id, revision, createdAt, updatedAt, author }: Authored,
  draft: MappingDraft | ProjectDraft | ProviderDraft | DirectoryDraft,
): Omit<VersionRow, "digest"> {
  const document = JSON.stringify(draft);
  return { id, revision, document, author, created_at: createdAt, written_at: updatedAt };
}

/** The row as it is stored. */
export function withDigest<Row extends Digested>(row: Row): Row & { readonly digest: string } {
  return { ...row, digest: versionDigest(row) };
}

function versionDigest(row: Digested): string {
  return sha256(
    JSON.stringify([
      row.id,
      row.revision,
      row.provider_id ?? null,
      row.document,
      row.author,
      row.created_at,
      row.written_at,
    ]),
  );
}

/** @throws Damaged when the row has a digest, and it is another one */
export function requireUnchanged<Row extends Digested & Pick<VersionRow, "digest">>(
  kind: ConfiguredKind,
  row: Row,
): Row {
  if (row.digest === null || row.digest === versionDigest(row)) return row;
  throw new Damaged(`the version ${row.revision} of ${kind} ${row.id} is not what was written`);
}

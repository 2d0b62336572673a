/**
 * Fills the database of a server that does not run yet: one provider, and as many mappings on it as a
 * measurement wants, written in bulk. Through the admin API each would be a revision and a transaction of
 * its own, and 100 000 of them would take minutes; the rows are the same.
 */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { providerDefaults } from "../../packages/server/src/core/configuring/provider-defaults.ts";
import type { MappingDraft, ProviderDraft } from "../../packages/server/src/core/terms.ts";
import { sqliteDialect } from "../../packages/server/src/store/dialect.ts";
import { migrate } from "../../packages/server/src/store/migrate.ts";
import { openConnection } from "../../packages/server/src/store/sqlite-connection.ts";
import { uuidGenerator } from "../../packages/server/src/store/uuid.ts";
import { audience, repositoryOf } from "./issuer.ts";

/** Rows in one statement: the database takes at most 32 766 values in one. */
const rowsAtOnce = 500;

export interface Seed {
  readonly dataDir: string;
  readonly issuerUrl: string;
  /** Mapping `n` names the repository of service `n`, and is weaker than all before it. */
  readonly mappings: number;
}

export async function seedDatabase({ dataDir, issuerUrl, mappings }: Seed): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const connection = openConnection(join(dataDir, "countersign.db"), "write");
  const { queries } = sqliteDialect(connection, "begin immediate");
  await migrate(queries);
  const newId = uuidGenerator(Date.now, (bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const at = Math.floor(Date.now() / 1000);
  const written = { author: "bench", created_at: at, written_at: at };
  const provider = { id: newId(), draft: providerDraft(issuerUrl) };
  await queries.transaction().execute(async (db) => {
    let revision = 1;
    await db
      .insertInto("providers")
      .values({ id: provider.id, name: provider.draft.name, revision })
      .execute();
    const document = JSON.stringify(provider.draft);
    await db
      .insertInto("provider_versions")
      .values({ id: provider.id, revision, document, ...written })
      .execute();
    await db.insertInto("changes").values({ revision, kind: "provider", id: provider.id }).execute();
    for (let from = 0; from < mappings; from += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, mappings - from) }, (_, offset) => {
        revision += 1;
        return { id: newId(), revision, draft: mappingDraft(provider.id, from + offset) };
      });
      await db
        .insertInto("mappings")
        .values(
          rows.map(({ id, draft, ...row }) => ({
            id,
            provider_id: provider.id,
            project: null,
            name: draft.name,
            ...row,
          })),
        )
        .execute();
      await db
        .insertInto("mapping_versions")
        .values(
          rows.map(({ id, draft, ...row }) => ({
            id,
            ...row,
            provider_id: provider.id,
            document: JSON.stringify(draft),
            ...written,
          })),
        )
        .execute();
      await db
        .insertInto("changes")
        .values(rows.map(({ id, ...row }) => ({ id, revision: row.revision, kind: "mapping" as const })))
        .execute();
    }
    await db.updateTable("configuration_revision").set({ value: revision }).execute();
  });
  connection.close();
}

function providerDraft(issuerUrl: string): ProviderDraft {
  return { ...providerDefaults, name: "ci", issuerUrl, audience };
}

function mappingDraft(providerId: string, service: number): MappingDraft {
  const equals = (claim: string, value: string) =>
    ({ path: [claim], test: { kind: "is", matcher: { kind: "equals", value } } }) as const;
  return {
    name: `service-${service}`,
    description: "",
    providerId,
    project: null,
    entry: { kind: "exchange" },
    priority: service + 1,
    rules: [
      {
        when: [equals("repository", repositoryOf(service)), equals("ref", "refs/heads/main")],
        grant: {
          user: {
            name: { kind: "text", text: `ci-${service}` },
            id: null,
            email: null,
            domain: null,
            local: true,
          },
          groups: [{ kind: "named", name: { kind: "text", text: "publishers" }, domain: null }],
          projectRoles: [],
          admin: false,
          ownPermissions: false,
        },
      },
    ],
    audience: ["https://registry.example.com"],
    lifetimeSeconds: 600,
    selfRevocable: false,
    annotations: {},
  };
}

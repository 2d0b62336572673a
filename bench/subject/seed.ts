/**
 * Fills the database of a server that does not run yet: one provider, and as many mappings on it as a
 * measurement wants, written in bulk. Through the admin API each would be a revision and a transaction of
 * its own, and 100 000 of them would take minutes; the rows are the same.
 */

import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { Insertable } from "kysely";
import { providerDefaults } from "../../packages/server/src/core/configuring/provider-defaults.ts";
import type { MappingDraft, ProviderDraft } from "../../packages/server/src/core/terms.ts";
import { linkConfiguration } from "../../packages/server/src/store/configuration-chain.ts";
import { sqliteDialect } from "../../packages/server/src/store/dialect.ts";
import { migrate } from "../../packages/server/src/store/migrate.ts";
import { versionOf, withDigest } from "../../packages/server/src/store/row-digest.ts";
import type { ChangeRow, MappingRow, Schema } from "../../packages/server/src/store/schema.ts";
import { openConnection } from "../../packages/server/src/store/sqlite-connection.ts";
import { pooled, uuidGenerator } from "../../packages/server/src/store/uuid.ts";
import { audience, serviceClaim } from "./issuer.ts";

export interface Seed {
  readonly dataDir: string;
  readonly issuerUrl: string;
  /** Mapping `n` names the tokens of service `n`, and is weaker than all before it. */
  readonly mappings: number;
}

export async function seedDatabase({ dataDir, issuerUrl, mappings }: Seed): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const connection = openConnection(join(dataDir, "countersign.db"), "write");
  const { queries } = sqliteDialect(connection, "begin immediate");
  await migrate(queries);
  const newId = uuidGenerator(
    Date.now,
    pooled((bytes) => randomBytes(bytes)),
  );
  const at = Math.floor(Date.now() / 1000);
  const written = { author: "bench", createdAt: at, updatedAt: at };
  const insertMapping = inserter(connection, (row: MappingRow) => queries.insertInto("mappings").values(row));
  const insertVersion = inserter(connection, (row: Insertable<Schema["mapping_versions"]>) =>
    queries.insertInto("mapping_versions").values(row),
  );
  const insertChange = inserter(connection, (row: ChangeRow) => queries.insertInto("changes").values(row));
  let revision = 1;
  const id = newId();
  const draft = providerDraft(issuerUrl);
  connection.exec("begin immediate");
  await queries.insertInto("providers").values({ id, name: draft.name, revision }).execute();
  const version = withDigest(versionOf({ id, revision, ...written }, draft));
  await queries.insertInto("provider_versions").values(version).execute();
  insertChange({ revision, kind: "provider", id });
  for (let service = 0; service < mappings; service += 1) {
    revision += 1;
    const mapping = { id: newId(), provider_id: id, revision };
    const mappingDocument = mappingDraft({ providerId: id, mappings, service });
    const mappingVersion = versionOf({ ...mapping, ...written }, mappingDocument);
    insertMapping({ ...mapping, project: null, name: mappingDocument.name });
    insertVersion(withDigest({ ...mappingVersion, provider_id: id }));
    insertChange({ revision, kind: "mapping", id: mapping.id });
    // Other servers are started meanwhile.
    if (service % mappingsBetweenTurns === 0) await setImmediate();
  }
  await queries.updateTable("configuration_revision").set({ value: revision }).execute();
  // Else the server would link them, in the midst of what is measured.
  while ((await linkConfiguration(queries)) > 0);
  connection.exec("commit");
  connection.close();
}

/** A few milliseconds' worth. */
const mappingsBetweenTurns = 200;

/** An insert that is compiled with its first row and run again with every other: rows of one order of members. */
function inserter<Row extends object>(
  connection: DatabaseSync,
  insertOf: (row: Row) => { compile(): { readonly sql: string } },
): (row: Row) => void {
  let statement: StatementSync | null = null;
  return (row) => {
    statement ??= connection.prepare(insertOf(row).compile().sql);
    statement.run(...Object.values(row));
  };
}

function providerDraft(issuerUrl: string): ProviderDraft {
  return { ...providerDefaults, name: "ci", issuerUrl, audience };
}

function mappingDraft(of: { providerId: string; mappings: number; service: number }): MappingDraft {
  const { providerId, mappings, service } = of;
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
        when: [equals(serviceClaim(mappings), String(service)), equals("ref", "refs/heads/main")],
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

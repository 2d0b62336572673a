/**
 * The first tables. A migration that was released is never edited: the next change is the next file.
 * The hot tables carry no foreign keys; every index beside a primary key names the query it is for.
 */

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createConfiguration(db);
  await createExchanges(db);
  await createChain(db);
  await createTokens(db);
  await createKeysAndSecrets(db);
}

async function createConfiguration(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("configuration_revision")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("value", "bigint", (column) => column.notNull())
    .execute();
  await sql`insert into configuration_revision (id, value) values (1, 0)`.execute(db);
  await db.schema
    .createTable("changes")
    .addColumn("revision", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("changes_key", ["revision", "kind", "id"])
    .execute();
  const versions = (table: string) =>
    db.schema
      .createTable(table)
      .addColumn("id", "text", (column) => column.notNull())
      .addColumn("revision", "bigint", (column) => column.notNull())
      .addColumn("document", "text")
      .addColumn("author", "text", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("written_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ["id", "revision"]);
  await versions("provider_versions").execute();
  await versions("mapping_versions")
    .addColumn("provider_id", "text", (column) => column.notNull())
    .execute();
  // A provider's mappings as of a revision.
  await db.schema
    .createIndex("mapping_versions_by_provider")
    .on("mapping_versions")
    .columns(["provider_id", "id"])
    .execute();
  await db.schema
    .createTable("providers")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("mappings")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("provider_id", "text", (column) => column.notNull().references("providers.id"))
    .addColumn("project", "text")
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .execute();
  // Names are unique per provider and project; no project counts as one project.
  await db.schema
    .createIndex("mappings_by_name")
    .unique()
    .on("mappings")
    .expression(sql`provider_id, name, (coalesce('=' || project, ''))`)
    .execute();
}

async function createExchanges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("exchanges")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("provider_id", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("request_id", "text", (column) => column.notNull())
    .addColumn("record", "text", (column) => column.notNull())
    .execute();
  // Verification and retention walk the chain.
  await db.schema
    .createIndex("exchanges_by_link")
    .unique()
    .on("exchanges")
    .columns(["stream", "sequence", "position"])
    .execute();
  // The log of one provider, newest first.
  await db.schema
    .createIndex("exchanges_by_provider")
    .on("exchanges")
    .columns(["provider_id", "id"])
    .execute();
  // "Look up this reference id."
  await db.schema.createIndex("exchanges_by_request").on("exchanges").column("request_id").execute();
  // The log of refusals, newest first.
  await db.schema
    .createIndex("exchanges_refused")
    .on("exchanges")
    .column("id")
    .where(sql.ref("reason"), "is not", null)
    .execute();
  await db.schema
    .createTable("exchange_details")
    .addColumn("exchange_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("salt", "text", (column) => column.notNull())
    .addColumn("document", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("replay_keys")
    .addColumn("provider_id", "text", (column) => column.notNull())
    .addColumn("digest", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("replay_keys_key", ["provider_id", "digest"])
    .execute();
  await db.schema.createIndex("replay_keys_by_expiry").on("replay_keys").column("expires_at").execute();
  await db.schema
    .createTable("refusal_counts")
    .addColumn("provider_id", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("address_prefix", "text", (column) => column.notNull())
    .addColumn("hour", "bigint", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("refusal_counts_key", ["hour", "provider_id", "reason", "address_prefix"])
    .execute();
}

async function createChain(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("chain_links")
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("chain_links_key", ["stream", "sequence"])
    .execute();
  await db.schema
    .createTable("chain_streams")
    .addColumn("stream", "text", (column) => column.primaryKey().notNull())
    .addColumn("anchor_sequence", "bigint", (column) => column.notNull())
    .addColumn("anchor_hash", "text", (column) => column.notNull())
    .addColumn("head_sequence", "bigint", (column) => column.notNull())
    .addColumn("head_hash", "text", (column) => column.notNull())
    .execute();
}

async function createTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("tokens")
    .addColumn("token_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("face", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("provider_id", "text")
    .addColumn("mapping_id", "text")
    .addColumn("issued_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("self_revocable", "integer", (column) => column.notNull())
    .addColumn("revoked_at", "bigint")
    .addColumn("revoked_by", "text")
    .execute();
  await db.schema.createIndex("tokens_by_expiry").on("tokens").column("expires_at").execute();
  await db.schema
    .createTable("reference_tokens")
    .addColumn("hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("token_id", "text", (column) => column.notNull())
    .addColumn("claims", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("reference_tokens_by_expiry")
    .on("reference_tokens")
    .column("expires_at")
    .execute();
}

async function createKeysAndSecrets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("signing_keys")
    .addColumn("kid", "text", (column) => column.primaryKey().notNull())
    .addColumn("algorithm", "text", (column) => column.notNull())
    .addColumn("public_jwk", "text", (column) => column.notNull())
    .addColumn("wrapped_private_key", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("active_from", "bigint", (column) => column.notNull())
    .addColumn("retired_at", "bigint")
    .execute();
  await db.schema
    .createTable("issuer_keys")
    .addColumn("provider_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("jwks", "text", (column) => column.notNull())
    .addColumn("fetched_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("secrets")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("revoked_at", "bigint")
    .execute();
  await db.schema
    .createTable("facts")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}

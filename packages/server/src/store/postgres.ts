/**
 * PostgreSQL: one bounded pool, and two kinds of callers. What a request waits for is prompt: it fails before
 * its caller is told so, and a connection that fell silent is thrown away, so that the server works again
 * within seconds of the database. What may take its time, such as a search in a long log, is patient.
 */

import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { Kysely } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { preparedOver } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import { LendingDialect, type Patience } from "./postgres-lender.ts";
import { type PostgresTls, readPostgresUrl } from "./postgres-url.ts";
import type { Schema } from "./schema.ts";
import { UnsuitableDatabase } from "./unavailable.ts";
import { applyWrites, begunAnew, type WriteName } from "./writes.ts";

const connectionLimit = 10;
const connectTimeoutMs = 1_500;
/** Shorter than the two seconds after which a caller is told that nothing was recorded. */
const prompt: Patience = { answerMs: 1_800 };
const patient: Patience = { answerMs: 15_000 };

/** Writes of which one statement may touch very many rows. */
const unhurriedWrites: ReadonlySet<WriteName> = new Set<WriteName>(["deleteProvider", "settleRestored"]);

/** @throws when the server cannot be reached or the database not migrated */
export async function openPostgres(url: string): Promise<Database> {
  await migrateFirst(url);
  const pool = poolFor(url, connectionLimit, refuseUnsuitable);
  const promptly = queriesOver(pool, prompt);
  const patiently = queriesOver(pool, patient);
  return {
    reads: patiently,
    promptReads: promptly,
    prepare: preparedOver(promptly),
    write(calls) {
      const queries = calls.some(({ write }) => unhurriedWrites.has(write)) ? patiently : promptly;
      return begunAnew(() => applyWrites(queries, calls));
    },
    checkInPlace: async () => undefined,
    // Its disk is not ours to look at: it ends what it cannot write.
    requireRoom: async () => undefined,
    close: () => pool.end(),
  };
}

/**
 * Queries over one connection without any bound in time: for migrations and whatever works through everything. A
 * standby may be read, as for a backup.
 */
export function unboundedQueries(url: string, access: "read" | "write"): Kysely<Schema> {
  return queriesOver(poolFor(url, 1, access === "write" ? refuseUnsuitable : undefined), null);
}

/** Building an index takes as long as it takes, and whoever comes second waits for the first. */
async function migrateFirst(url: string): Promise<void> {
  const queries = unboundedQueries(url, "write");
  try {
    await migrate(queries);
  } finally {
    await queries.destroy();
  }
}

function queriesOver(pool: pg.Pool, patience: Patience | null): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new LendingDialect(pool, patience) });
}

/** @param verify looks at each new connection */
function poolFor(url: string, connections: number, verify?: pg.PoolConfig["verify"]): pg.Pool {
  const { driverUrl, tls } = readPostgresUrl(url);
  const pool = new pg.Pool({
    connectionString: driverUrl,
    // Never absent: the driver would look for it in the environment.
    ssl: tls === null ? false : connectionOptions(tls),
    application_name: "countersign",
    keepAlive: true,
    types: { getTypeParser },
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    verify,
  });
  // A connection that breaks is replaced at its next use, and its queries fail by themselves. Without listeners,
  // the pool's for idle connections and each connection's own while it is in use, it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

const standby = "it is a standby. Name the primary; or promote this one, if that is lost";
const inEncoding = (encoding: string) =>
  `its encoding is ${encoding}, in which not every claim can be written. Make one with: create database … encoding 'UTF8' template template0`;

/**
 * Claims are whatever an issuer writes. And after a failover a name may still lead to the server of before, which then
 * follows the new one and is as far behind as it is: what it says of a revocation is not what counts. A server becomes
 * a standby by a restart only, so a connection need not be asked twice; where a pooler leads it is the pooler's part.
 */
function refuseUnsuitable(client: pg.PoolClient, done: (problem?: Error) => void): void {
  const question = {
    text: "select pg_is_in_recovery() as standby, current_setting('server_encoding') as encoding",
    query_timeout: prompt.answerMs,
  };
  client
    .query<{ readonly standby: boolean; readonly encoding: string }>(question)
    .then(({ rows: [row] }) => {
      if (row?.standby === true) done(new UnsuitableDatabase(standby));
      else if (row?.encoding !== "UTF8") done(new UnsuitableDatabase(inEncoding(String(row?.encoding))));
      else done();
    })
    .catch(done);
}

/** @throws the file system's error, when a file cannot be read */
function connectionOptions({ authoritiesFile, own, checksName }: PostgresTls): ConnectionOptions {
  return {
    // Said, or an environment variable that is there for the sake of something else would have a say.
    rejectUnauthorized: true,
    ...(authoritiesFile !== null && { ca: readFileSync(authoritiesFile) }),
    ...(own !== null && { cert: readFileSync(own.certFile), key: readFileSync(own.keyFile) }),
    ...(!checksName && { checkServerIdentity: () => undefined }),
  };
}

/** 64-bit integers are read as numbers: times, counts and revisions stay far below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: "text" | "binary") =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format);

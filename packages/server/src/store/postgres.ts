/** PostgreSQL: a bounded pool, and limits on everything that could wait for ever. */

import pg from "pg";
import type { Database } from "./database.ts";
import { postgresDialect } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import { applyWrites } from "./writes.ts";

const connectionLimit = 10;
const connectTimeoutMs = 2000;
/** The server ends a statement that takes longer. */
const statementTimeoutMs = 10_000;
/** We give up on a server that does not answer at all; a little later than it should have given up itself. */
const queryTimeoutMs = 15_000;
/** The server ends a transaction whose client fell silent, and so frees what it had locked. */
const idleTransactionTimeoutMs = 10_000;

/** @throws when the server cannot be reached or the database not migrated */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "countersign",
    max: connectionLimit,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: queryTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection that breaks is replaced at its next use, and its queries fail by themselves. Without listeners,
  // the pool's for idle connections and each connection's own while it is in use, it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const { queries, prepare } = postgresDialect(pool);
  try {
    await migrate(queries);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    reads: queries,
    prepare,
    write: (calls) => applyWrites(queries, calls),
    checkInPlace: async () => undefined,
    close: () => queries.destroy(),
  };
}

/** 64-bit integers are read as numbers: times, counts and revisions stay far below 2^53. */
export const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: "text" | "binary") =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format);

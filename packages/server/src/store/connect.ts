/**
 * The queries of a database without the writer thread and without its bounds in time: for commands that work
 * through everything there is, such as a backup. A running server uses `openStore`.
 */

import type { Kysely } from "kysely";
import { sqliteDialect } from "./dialect.ts";
import { unboundedQueries } from "./postgres.ts";
import type { Schema } from "./schema.ts";
import { createPrivately } from "./sqlite.ts";
import { openConnection } from "./sqlite-connection.ts";
import { databaseAt } from "./url.ts";

/**
 * @param access `write` makes a SQLite file that is not there yet, in a folder that is
 * @throws when the URL is of no known kind, or the database cannot be opened
 */
export function connect(url: string, access: "read" | "write"): Kysely<Schema> {
  const database = databaseAt(url);
  switch (database.kind) {
    case "sqlite":
      if (access === "write") createPrivately(database.path);
      return sqliteDialect(
        openConnection(database.path, access),
        access === "write" ? "begin immediate" : "begin",
      ).queries;
    case "postgres":
      return unboundedQueries(database.url, access);
  }
}

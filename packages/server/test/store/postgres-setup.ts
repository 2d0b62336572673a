/**
 * One PostgreSQL per test run: the server of `COUNTERSIGN_TEST_POSTGRES_URL`, else one started here from
 * the programs on this machine, on a Unix socket in a temporary folder. Without either, the tests that
 * need it are skipped with one line; with CI=true that is an error.
 */

import type { TestProject } from "vitest/node";
import { postgresPrograms, startPostgres } from "./postgres-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a server on which databases may be created; null: none is to be had. */
    postgresUrl: string | null;
  }
}

/** Vitest calls this before the first test file. @returns what ends the server after the last */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.COUNTERSIGN_TEST_POSTGRES_URL;
  if (given !== undefined && given !== "") {
    project.provide("postgresUrl", given);
    return undefined;
  }
  const programs = postgresPrograms();
  if (programs === null) {
    if (process.env.CI === "true")
      throw new Error("CI=true, and PostgreSQL's initdb and postgres are not here");
    console.log("Skipped: tests on PostgreSQL, because its server programs are not on this machine.");
    project.provide("postgresUrl", null);
    return undefined;
  }
  // Durability is not what these tests are about, and the machine may be slow.
  const server = await startPostgres(programs, { fsync: "off" });
  project.provide("postgresUrl", server.url);
  return server.stop;
}

import { randomBytes } from "node:crypto";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { databaseProblem } from "../../src/cli/start-problem.ts";
import { openStore } from "../../src/store/open.ts";
import { createPostgres } from "./databases.ts";
import { issuedRecord } from "./fixtures.ts";

describe.skipIf(inject("postgresUrl") === null)("a store on PostgreSQL", () => {
  it("is not opened on one that cannot hold every text, which is told with what to make", async () => {
    const database = await createPostgres("encoding 'LATIN1' locale 'C' template template0");
    onTestFinished(() => database.remove());
    const opening = openStore({ url: database.url, clock: Date.now, random: randomBytes });
    const problem = await opening.catch((caught: unknown) => caught);
    expect(databaseProblem(problem, database.url)).toMatch(
      /cannot be opened: its encoding is LATIN1, .*: create database … encoding 'UTF8' template template0\.$/,
    );
  });

  it("outlives connections that the server ends in the middle of a commit", async () => {
    const database = await createPostgres();
    const store = await openStore({ url: database.url, clock: Date.now, random: randomBytes });
    onTestFinished(async () => {
      await store.close();
      await database.remove();
    });
    const release = await database.block();
    const underWay = store.exchanges.commit(issuedRecord(), null);
    const waiting = "application_name = 'countersign' and wait_event_type = 'Lock'";
    const ended = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${waiting}`;
    await expect.poll(() => database.run(ended), { timeout: 2000 }).toHaveLength(1);
    expect(await underWay).toMatchObject({ ok: false, refusal: { reason: "overloaded" } });
    await release();
    expect(await store.exchanges.commit(issuedRecord(), null)).toEqual({ ok: true, value: undefined });
  });
});

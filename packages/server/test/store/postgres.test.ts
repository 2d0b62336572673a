import { randomBytes } from "node:crypto";
import pg from "pg";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { databaseProblem } from "../../src/cli/start-problem.ts";
import { connect } from "../../src/store/connect.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { createPostgres } from "./databases.ts";
import { issuedRecord, start } from "./fixtures.ts";

/** The connections of stores that wait for a lock. */
const waiting =
  "select pid from pg_stat_activity where datname = current_database() and application_name = 'countersign' and wait_event_type = 'Lock'";

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

  it("is not filled by a command where it cannot hold every text", async () => {
    const database = await createPostgres("encoding 'LATIN1' locale 'C' template template0");
    const queries = connect(database.url, "write");
    onTestFinished(async () => {
      await queries.destroy();
      await database.remove();
    });
    await expect(queries.selectFrom("facts").select("name").execute()).rejects.toThrow(
      /^its encoding is LATIN1, /,
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
    const ended = `select pg_terminate_backend(pid) from (${waiting}) as waiting`;
    await expect.poll(() => database.run(ended), { timeout: 2000 }).toHaveLength(1);
    expect(await underWay).toMatchObject({ ok: false, refusal: { reason: "overloaded" } });
    await release();
    expect(await store.exchanges.commit(issuedRecord(), null)).toEqual({ ok: true, value: undefined });
  });

  it("writes the same at the same moment as another, in whatever order each was asked, and neither waits for ever", async () => {
    const database = await createPostgres();
    const open = () => openStore({ url: database.url, clock: Date.now, random: randomBytes });
    const [one, other] = await Promise.all([open(), open()]);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    onTestFinished(async () => {
      await holder.end();
      await Promise.all([one.close(), other.close()]);
      await database.remove();
    });
    // Of all writes that lock the configuration the one that is given the longest for it.
    const change = ({ configuration }: Store) => configuration.deleteProvider("none", null, "ops", start);
    const keep = ({ issuerKeys }: Store) => issuerKeys.keep("ci", "https://issuer.example", "{}", start);
    const untilWaiting = (connections: number) =>
      expect.poll(() => database.run(waiting), { timeout: 8000 }).toHaveLength(connections);
    // In the line of those that wait for the configuration, the other comes behind the one.
    await holder.query("begin; update configuration_revision set value = value");
    const ofOne = Promise.all([change(one), keep(one)]);
    await untilWaiting(1);
    const ofOther = Promise.all([keep(other), change(other)]);
    await untilWaiting(2);
    await holder.query("commit");
    await Promise.all([ofOne, ofOther]);
    expect(await one.issuerKeys.find("ci")).toMatchObject({ fetchedAt: start });
  });

  it("begins anew what the server ended because it waited in a ring with others", async () => {
    const database = await createPostgres();
    const store = await openStore({ url: database.url, clock: Date.now, random: randomBytes });
    onTestFinished(async () => {
      await store.close();
      await database.remove();
    });
    // Which of a ring the server ends depends on time. Here it ends whoever writes first, with the same answer.
    await database.run(`
      create sequence attempts;
      create function end_the_first() returns trigger language plpgsql as $$
        begin
          if nextval('attempts') = 1 then
            raise exception 'deadlock detected' using errcode = 'deadlock_detected';
          end if;
          return new;
        end $$;
      create trigger ends_the_first before insert on issuer_keys for each row execute function end_the_first()`);
    const written = await Promise.all([
      store.configuration.deleteProvider("none", null, "ops", start),
      store.issuerKeys.keep("ci", "https://issuer.example", "{}", start),
    ]);
    expect(written).toMatchObject([{ ok: false, conflict: "not_found" }, undefined]);
    expect(await database.run("select last_value::int as attempts from attempts")).toEqual([{ attempts: 2 }]);
    expect(await store.issuerKeys.find("ci")).toMatchObject({ fetchedAt: start });
  });

  it("that may make no tables is told so, and not that a transaction has failed", async () => {
    const database = await createPostgres();
    const role = `stranger_${randomBytes(6).toString("hex")}`;
    await database.run(`create role ${role} login password 'one'`);
    onTestFinished(async () => {
      await database.run(`drop role ${role}`);
      await database.remove();
    });
    await database.run("revoke create on schema public from public");
    const url = new URL(database.url);
    url.username = role;
    url.password = "one";
    await expect(openStore({ url: url.href, clock: Date.now, random: randomBytes })).rejects.toThrow(
      "permission denied for schema public",
    );
  });
});

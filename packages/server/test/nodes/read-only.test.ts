/**
 * A database that answers and takes no writes: its provider has shut it because its disk is nearly full, or it is
 * a standby, to which a name still leads after a failover.
 */

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { databaseProblem } from "../../src/cli/start-problem.ts";
import { openStore } from "../../src/store/open.ts";
import type { TestApp } from "../app.ts";
import { answerOf, providerOf } from "../end-to-end/exchange-world.ts";
import { createPostgresOn, onServer } from "../store/databases.ts";
import {
  type PostgresCluster,
  postgresPrograms,
  startPostgres,
  startStandby,
} from "../store/postgres-cluster.ts";
import { openRelay } from "../store/relay.ts";
import { ask, type Cluster, configure, introspect, issue, openCluster, revoke, soon } from "./cluster.ts";

const problemsOf = async (node: TestApp) => (await answerOf(await node.send("/readyz"))).document["problems"];

/** What a person is told who starts a server on it; null: nothing is the matter. */
async function startProblemOf(url: string): Promise<string | null> {
  try {
    const store = await openStore({ url, clock: Date.now, random: randomBytes });
    await store.secrets.establishFact("of a start", "any").finally(() => store.close());
  } catch (problem) {
    return databaseProblem(problem, url);
  }
  return null;
}

describe.skipIf(inject("postgresUrl") === null)("a node whose database is read-only", () => {
  let cluster: Cluster;
  let node: TestApp;
  beforeAll(async () => {
    cluster = await openCluster();
    node = await cluster.node();
    await configure(cluster, node, ["job"]);
  });
  afterAll(() => cluster.close());

  async function setReadOnly(value: "on" | "off"): Promise<void> {
    const name = new URL(cluster.database.url).pathname.slice(1);
    // Sessions begun before keep what they had, and whoever is read-only may change this all the same.
    await cluster.database.run(
      `begin; set transaction read write; alter database ${name} set default_transaction_read_only = ${value}; commit`,
    );
    await cluster.database.run(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  }

  it("is told at its start", async () => {
    await setReadOnly("on");
    expect(await startProblemOf(cluster.database.url)).toMatch(
      /cannot execute INSERT in a read-only transaction\. See why it was made read-only: providers do it when/,
    );
    await setReadOnly("off");
    expect(await startProblemOf(cluster.database.url)).toBeNull();
  });

  it("issues nothing, is not ready, answers what it can read, and works again by itself", async () => {
    const token = await issue(node, cluster.idToken("job"));
    await setReadOnly("on");
    expect((await ask(node, cluster.idToken("job"))).status).toBe(503);
    const provider = { ...providerOf(cluster.issuer), name: "other" };
    expect((await node.asAdmin("POST", "/api/v1/providers", provider)).status).toBe(503);
    expect(await problemsOf(node)).toEqual([
      "The database keeps nothing of what is written: its disk may be full, it may be read-only, or another process may lock it.",
    ]);
    expect((await introspect(node, token)).document["active"]).toBe(true);

    await setReadOnly("off");
    await vi.waitFor(async () => expect(await problemsOf(node)).toEqual([]), soon);
    await issue(node, cluster.idToken("job"));
  });
});

const programs = postgresPrograms();

describe.skipIf(inject("postgresUrl") === null || programs === null)("a standby", () => {
  let primary: PostgresCluster;
  let standby: PostgresCluster;
  beforeAll(async () => {
    primary = await startPostgres(programs ?? "", { fsync: "off" });
    standby = await startStandby(programs ?? "", primary);
  });
  afterAll(async () => {
    await standby.stop();
    await primary.stop();
  });

  it("is no database to start with, which is told", async () => {
    expect(await startProblemOf(standby.url)).toMatch(
      /cannot be opened: it is a standby\. Name the primary; or promote this one, if that is lost\.$/,
    );
  });

  it("is asked nothing by a node that lost the primary, which works again once it is promoted", async () => {
    const database = await createPostgresOn(primary.url);
    const wire = await openRelay(database.url);
    // The database goes with its server.
    const cluster = await openCluster({ ...database, remove: async () => undefined });
    onTestFinished(async () => {
      await cluster.close();
      await wire.close();
    });
    const node = await cluster.node(wire.url);
    await configure(cluster, node, ["job"]);
    const token = await issue(node, cluster.idToken("job"));
    const [written] = await onServer(primary.url, "select pg_current_wal_lsn()::text as at");
    const followed = `select pg_last_wal_replay_lsn() >= '${written?.["at"]}'::pg_lsn as yes`;
    await vi.waitFor(
      async () => expect(await onServer(standby.url, followed)).toEqual([{ yes: true }]),
      soon,
    );

    await primary.kill();
    wire.leadTo(standby.url);
    expect((await ask(node, cluster.idToken("job"))).status).toBe(503);
    expect((await introspect(node, token)).status).toBe(503);
    expect(await problemsOf(node)).toContain("The database does not answer.");

    await onServer(standby.url, "select pg_promote()");
    await vi.waitFor(() => issue(node, cluster.idToken("job")), soon);
    expect((await introspect(node, token)).document["active"]).toBe(true);
    expect(await revoke(node, token)).toBe(200);
  });
});

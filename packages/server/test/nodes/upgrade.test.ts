/**
 * A rolling upgrade: the program of the version before and this one, as processes over one PostgreSQL. The old
 * one goes on serving while the new one migrates and serves; once it stops, it does not come back.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { verifyConfiguration } from "../../src/store/configuration-verification.ts";
import { connect } from "../../src/store/connect.ts";
import { asAdmin, created, exchange, itemsOf, providerOf } from "../end-to-end/exchange-world.ts";
import { endAll, type Served, serve, startServe } from "../end-to-end/serve-program.ts";
import { addMapping, ask, type Cluster, introspect, issue, openCluster, revoke, soon } from "./cluster.ts";

const repository = resolve(import.meta.dirname, "../../../..");
/** The last commit with the first tables only, and the last one to which a project was a key and nothing else. */
const versions = { firstTables: "011b846", withoutProjects: "57323da" };

/** @throws with CI=true where a repository lacks a commit: `git fetch --unshallow` brings it */
const hasHistory = (() => {
  const git = (...command: string[]) => {
    try {
      execFileSync("git", command, { cwd: repository, stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  if (Object.values(versions).every((version) => git("cat-file", "-e", `${version}^{commit}`))) return true;
  const what = "the upgrade from the version before, because its commit is not in this clone";
  if (process.env["CI"] === "true" && git("rev-parse", "--git-dir"))
    throw new Error(`CI=true, but left out is ${what}`);
  console.log(`Skipped: ${what}.`);
  return false;
})();

/** Lays out the sources of an earlier version, over the dependencies of this one. @returns its entry */
function sourcesOf(version: string, folder: string): string {
  const archive = execFileSync("git", ["archive", version, "packages"], {
    cwd: repository,
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return join(folder, "packages/server/src/main.ts");
}

describe.skipIf(inject("postgresUrl") === null || !hasHistory)("an upgrade, node by node", () => {
  const folders: string[] = [];
  let cluster: Cluster;
  /** The entry of an earlier version. */
  const programOf = (version: string) => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-upgrade-"));
    folders.push(folder);
    return sourcesOf(version, folder);
  };
  beforeEach(async () => {
    cluster = await openCluster();
  });
  afterEach(async () => {
    await endAll();
    await cluster.close();
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const lifted = {
    COUNTERSIGN_RATE_PER_ADDRESS: "100000",
    COUNTERSIGN_RATE_PER_PROVIDER: "100000",
    COUNTERSIGN_RATE_TOTAL: "100000",
  };
  const node = (command?: readonly string[]) =>
    serve({
      environment: { ...cluster.settings(), ...lifted },
      ...(command !== undefined && { command }),
    }).then(client);

  it("serves throughout, both ways round, and keeps the old program out once it has stopped", async () => {
    const before = programOf(versions.firstTables);
    const old = await node([before, "serve"]);
    await created(old, "/api/v1/providers", providerOf(cluster.issuer));
    await addMapping(old, "ci", "job-old");

    const refused: number[] = [];
    let asked = 0;
    let upgrading = true;
    const load = Array.from({ length: 4 }, async () => {
      while (upgrading) {
        const { status } = await ask(old, cluster.idToken("job-old"));
        asked += 1;
        if (status !== 200) refused.push(status);
      }
    });
    const fresh = await node();
    for (const serving of [old, fresh]) await issue(serving, cluster.idToken("job-old"));
    upgrading = false;
    await Promise.all(load);
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(20);

    for (const [writing, reading] of [[old, fresh] as const, [fresh, old] as const]) {
      const sub = `job-${crypto.randomUUID()}`;
      const { id } = await addMapping(writing, "ci", sub);
      await vi.waitFor(() => issue(reading, cluster.idToken(sub)), soon);
      await asAdmin(reading, "DELETE", `/api/v1/mappings/${id}`);
      await vi.waitFor(async () => {
        expect((await ask(writing, cluster.idToken(sub))).status).toBe(401);
      }, soon);
    }
    await endOfAProvider(old, fresh);
    await endOfAProvider(fresh, old);

    await tokenOnSomebodysWord(old, fresh);

    const token = await issue(old, cluster.idToken("job-old"));
    expect((await introspect(fresh, token)).document["active"]).toBe(true);
    expect(await revoke(fresh, token)).toBe(200);
    expect((await introspect(fresh, token)).document).toEqual({ active: false });

    old.served.child.kill("SIGTERM");
    expect(await old.served.ended).toBe(0);
    const again = await startServe({
      environment: cluster.settings(),
      command: [before, "serve"],
    });
    expect(await again.ended).toBe(1);
    expect(again.out() + again.err()).toContain(
      "previously executed migration 0002-revocation-epochs is missing",
    );
    await issue(fresh, cluster.idToken("job-old"));
  });

  /** A token that the old program cannot make is good on both, and its record is read by both. */
  async function tokenOnSomebodysWord(old: Client, fresh: Client): Promise<void> {
    const made = await fresh.asAdmin("POST", "/access/api/v1/tokens", {
      username: "ada",
      scope: "applied-permissions/admin",
    });
    const reference = made.headers.get("x-request-id") ?? "";
    const { access_token: token } = (await made.json()) as { readonly access_token: string };
    for (const node of [old, fresh]) {
      expect(await statusWith(node, token)).toBe(200);
      expect(await asAdmin(node, "GET", `/api/v1/exchanges/${reference}`)).toMatchObject({
        outcome: "issued",
        provider: node === old ? "" : null,
      });
      expect(await asAdmin(node, "POST", "/api/v1/explain", { request_id: reference })).toMatchObject({
        verdict: "accepted",
        considered: 0,
      });
      expect(await itemsOf(node, "/api/v1/exchanges?limit=200")).toContainEqual(
        expect.objectContaining({ request_id: reference }),
      );
    }
    expect(await revoke(fresh, token)).toBe(200);
    for (const node of [old, fresh]) expect(await statusWith(node, token)).toBe(401);
  }

  async function statusWith(node: Client, token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return (await node.send("/access/api/v1/oidc", { headers })).status;
  }

  it("goes on without projects where the old program knows none, and what both write makes one chain", async () => {
    const old = await node([programOf(versions.withoutProjects), "serve"]);
    await created(old, "/api/v1/providers", providerOf(cluster.issuer));
    await addMapping(old, "ci", "job-old");
    const fresh = await node();
    await created(fresh, "/api/v1/projects", { key: "shop", roles: [{ name: "Lead" }] });
    const below = "/access/api/v1/projects/shop";
    await created(fresh, `${below}/roles`, { name: "Clerk" });
    await issue(old, cluster.idToken("job-old"));

    for (const [writing, reading] of [[old, fresh] as const, [fresh, old] as const]) {
      const sub = `job-${crypto.randomUUID()}`;
      const grant = { groups: ["readers"] };
      await created(writing, "/api/v1/mappings", {
        name: sub,
        provider: "ci",
        project: "shop",
        claims: { sub },
        grant,
      });
      const outcome = async () =>
        (await exchange(reading, "access", cluster.idToken(sub), { project_key: "shop" })).status;
      await vi.waitFor(async () => expect(await outcome()).toBe(200), soon);
      await asAdmin(fresh, "PUT", below, { display_name: sub });
    }
    expect((await fresh.asAdmin("DELETE", below)).status).toBe(400);
    for (const { id } of await itemsOf(fresh, "/api/v1/mappings?project=shop")) {
      await asAdmin(old, "DELETE", `/api/v1/mappings/${id}`);
    }
    await vi.waitFor(async () => expect((await fresh.asAdmin("DELETE", below)).status).toBe(204), soon);
    await addMapping(old, "ci", "job-last");
    await vi.waitFor(() => issue(fresh, cluster.idToken("job-last")), soon);

    const db = connect(cluster.database.url, "read");
    try {
      expect(await verifyConfiguration(db)).toMatchObject({ unlinked: 0, broken: null });
    } finally {
      await db.destroy();
    }
  });

  /** A provider deleted by one program with its mappings is gone for the other. */
  async function endOfAProvider(deleting: Client, reading: Client): Promise<void> {
    const name = `doomed-${crypto.randomUUID()}`;
    await created(deleting, "/api/v1/providers", { ...providerOf(cluster.issuer), name });
    await addMapping(deleting, name, "job");
    const token = () => cluster.idToken("job");
    const outcome = async (node: Client) =>
      (await exchange(node, "access", token(), { provider_name: name })).status;
    await vi.waitFor(async () => expect(await outcome(reading)).toBe(200), soon);
    await asAdmin(deleting, "DELETE", `/api/v1/providers/${name}`);
    await vi.waitFor(async () => expect(await outcome(reading)).toBe(404), soon);
    expect(await itemsOf(reading, "/api/v1/mappings?limit=200")).not.toContainEqual(
      expect.objectContaining({ provider: name }),
    );
  }
});

interface Client {
  readonly served: Served;
  readonly adminToken: string;
  send(path: string, init?: RequestInit): Promise<Response>;
  asAdmin: Served["asAdmin"];
}

function client(served: Served): Client {
  return {
    served,
    adminToken: served.adminToken,
    send: (path, init) => fetch(`${served.url}${path}`, init),
    asAdmin: served.asAdmin,
  };
}

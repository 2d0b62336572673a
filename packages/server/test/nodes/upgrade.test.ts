/**
 * A rolling upgrade: the program of the version before and this one, as processes over one PostgreSQL. The old
 * one goes on serving while the new one migrates and serves; once it stops, it does not come back.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { asAdmin, created, exchange, itemsOf, providerOf } from "../end-to-end/exchange-world.ts";
import { endAll, type Served, serve, startServe } from "../end-to-end/serve-program.ts";
import { addMapping, ask, type Cluster, introspect, issue, openCluster, revoke, soon } from "./cluster.ts";

const repository = resolve(import.meta.dirname, "../../../..");
/** The last commit with the first tables only. */
const versionBefore = "011b846";

/** @throws with CI=true where a repository lacks the commit: `git fetch --unshallow` brings it */
const hasHistory = (() => {
  const git = (...command: string[]) => {
    try {
      execFileSync("git", command, { cwd: repository, stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  if (git("cat-file", "-e", `${versionBefore}^{commit}`)) return true;
  const what = "the upgrade from the version before, because its commit is not in this clone";
  if (process.env["CI"] === "true" && git("rev-parse", "--git-dir"))
    throw new Error(`CI=true, but left out is ${what}`);
  console.log(`Skipped: ${what}.`);
  return false;
})();

/** Lays out the sources of the version before, over the dependencies of this one. @returns its entry */
function sourcesBefore(folder: string): string {
  const archive = execFileSync("git", ["archive", versionBefore, "packages"], {
    cwd: repository,
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return join(folder, "packages/server/src/main.ts");
}

describe.skipIf(inject("postgresUrl") === null || !hasHistory)("an upgrade, node by node", () => {
  let folder: string;
  let before: string;
  let cluster: Cluster;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-upgrade-"));
    before = sourcesBefore(folder);
    cluster = await openCluster();
  });
  afterEach(endAll);
  afterAll(async () => {
    await cluster.close();
    rmSync(folder, { recursive: true, force: true });
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

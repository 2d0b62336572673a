/**
 * Three applications on one PostgreSQL: one configuration, one memory of what was presented and revoked, one
 * set of keys. Directly and behind a pooler that gives every transaction another connection.
 */

import { setTimeout as later } from "node:timers/promises";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { TestApp } from "../app.ts";
import {
  accessTokenIn,
  asAdmin,
  created,
  type Document,
  exchange,
  itemsOf,
  providerOf,
} from "../end-to-end/exchange-world.ts";
import { type Pooler, pgbouncerProgram, startPgbouncer } from "../store/pgbouncer.ts";
import { addMapping, ask, type Cluster, introspect, issue, openCluster, revoke, soon } from "./cluster.ts";

const pgbouncer = pgbouncerProgram();
if (pgbouncer === null) {
  if (process.env.CI === "true") throw new Error("CI=true, and PgBouncer is not here");
  console.log("Skipped: nodes behind a transaction pooler, because PgBouncer is not on this machine.");
}

const ways = [
  { way: "nodes that reach PostgreSQL directly", pooled: false },
  { way: "nodes behind a transaction pooler", pooled: true },
];

/**
 * So many fifths of a second in short turns: on a busy machine each takes longer than it should, as the nodes'
 * own timers in this process do.
 */
async function fifthsOfASecond(times: number): Promise<void> {
  for (let turn = 0; turn < times * 10; turn += 1) await later(20);
}

describe.each(ways)("$way", ({ pooled }) => {
  describe.skipIf(inject("postgresUrl") === null || (pooled && pgbouncer === null))("", () => {
    let cluster: Cluster;
    let pooler: Pooler | null = null;
    let nodes: readonly [TestApp, TestApp, TestApp];

    beforeAll(async () => {
      cluster = await openCluster();
      if (pooled && pgbouncer !== null) pooler = await startPgbouncer(pgbouncer, cluster.database.url);
      const start = () => cluster.node(pooler?.url);
      // Together, as a deployment starts them: all find an empty database.
      nodes = await Promise.all([start(), start(), start()]);
    });
    afterAll(async () => {
      await cluster.close();
      await pooler?.stop();
    });

    const provider = (name: string, changes: Document = {}) =>
      created(nodes[0], "/api/v1/providers", { ...providerOf(cluster.issuer), name, ...changes });
    const everywhere = (check: (node: TestApp) => Promise<void>) =>
      Promise.all(nodes.map((node) => vi.waitFor(() => check(node), soon)));

    it("see each other's configuration within a second, deletions included", async () => {
      const [one, other] = nodes;
      await provider("shared");
      await everywhere(async (node) =>
        expect((await node.asAdmin("GET", "/api/v1/providers/shared")).status).toBe(200),
      );
      // At several moments between two looks, whenever these are.
      const moments = [0, 1, 2, 3, 4].map(async (moment) => {
        await fifthsOfASecond(moment);
        const sub = `job-shared-${moment}`;
        const answers = async () =>
          Promise.all(nodes.map(async (node) => (await ask(node, cluster.idToken(sub), "shared")).status));
        const made = await addMapping(one, "shared", sub);
        await fifthsOfASecond(5);
        expect(await answers()).toEqual([200, 200, 200]);
        await asAdmin(other, "DELETE", `/api/v1/mappings/${made["id"]}`);
        await fifthsOfASecond(5);
        expect(await answers()).toEqual([401, 401, 401]);
      });
      await Promise.all(moments);
    });

    it("know each other's projects and roles, and none that is gone", async () => {
      const [one, other] = nodes;
      await created(one, "/api/v1/projects", { key: "shop" });
      await everywhere(async (node) =>
        expect((await node.asAdmin("GET", "/api/v1/projects/shop")).status).toBe(200),
      );
      const roles = "/access/api/v1/projects/shop/roles";
      const names = Array.from({ length: 12 }, (_, index) => `role${index}`);
      await Promise.all(
        names.map((name, index) => created(nodes[index % 3] ?? one, roles, { name, type: "CUSTOM" })),
      );
      await everywhere(async (node) => {
        const answer = await node.asAdmin("GET", "/api/v1/projects/shop");
        const { roles: made } = (await answer.json()) as { roles: readonly { readonly name: string }[] };
        expect(made.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
      });
      await asAdmin(other, "DELETE", "/api/v1/projects/shop");
      await everywhere(async (node) =>
        expect((await node.asAdmin("GET", "/api/v1/projects/shop")).status).toBe(404),
      );
    });

    it("agree after each has written many mappings at once", async () => {
      await provider("busy");
      await everywhere(async (node) =>
        expect((await node.asAdmin("GET", "/api/v1/providers/busy")).status).toBe(200),
      );
      const writeTwenty = async (node: TestApp, name: string) => {
        for (let index = 0; index < 20; index += 1) await addMapping(node, "busy", `${name}-${index}`);
      };
      await Promise.all(nodes.map((node, index) => writeTwenty(node, `job-busy-${index}`)));
      await everywhere(async (node) =>
        expect(await itemsOf(node, "/api/v1/mappings?provider=busy&limit=200")).toHaveLength(60),
      );
    });

    it("refuse as replayed what another has exchanged", async () => {
      const [one, other] = nodes;
      await provider("once", { replay: { policy: "single_use", key: { kind: "jti" } } });
      await addMapping(one, "once", "job-once");
      await everywhere(async (node) =>
        expect(await itemsOf(node, "/api/v1/mappings?provider=once")).toHaveLength(1),
      );
      for (const [first, second] of [nodes, [other, one] as const]) {
        const token = cluster.idToken("job-once", { jti: crypto.randomUUID() });
        expect((await ask(first, token, "once")).status).toBe(200);
        const refused = await ask(second, token, "once");
        expect(refused.status).toBe(401);
        const record = await asAdmin(
          first,
          "GET",
          `/api/v1/exchanges/${refused.headers.get("x-request-id")}`,
        );
        expect(record["reason"]).toBe("replayed");
      }
    });

    it("let one of many simultaneous exchanges of a single-use token through", async () => {
      const token = cluster.idToken("job-once", { jti: crypto.randomUUID() });
      const asked = Array.from({ length: 10 }, () => nodes.map((node) => ask(node, token, "once")));
      const answers = await Promise.all(asked.flat());
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it("see a revocation at once, whichever made it", async () => {
      await provider("ci");
      await addMapping(nodes[0], "ci", "job-ci");
      for (const revoking of nodes) {
        const token = await vi.waitFor(() => issue(revoking, cluster.idToken("job-ci")), soon);
        for (const node of nodes) expect((await introspect(node, token)).document["active"]).toBe(true);
        expect(await revoke(revoking, token)).toBe(200);
        for (const node of nodes) expect((await introspect(node, token)).document).toEqual({ active: false });
      }
    });

    it("end a provider's tokens when another disables it", async () => {
      const [one, other] = nodes;
      await provider("doomed");
      await addMapping(one, "doomed", "job-doomed");
      const token = accessTokenIn(
        await exchange(one, "oauth", cluster.idToken("job-doomed"), { provider_name: "doomed" }),
      );
      await vi.waitFor(
        async () => expect((await other.asAdmin("GET", "/api/v1/providers/doomed")).status).toBe(200),
        soon,
      );
      const standing = await asAdmin(other, "GET", "/api/v1/providers/doomed");
      await asAdmin(other, "PUT", "/api/v1/providers/doomed", {
        ...providerOf(cluster.issuer),
        name: standing["name"],
        enabled: false,
      });
      for (const node of nodes) expect((await introspect(node, token)).document).toEqual({ active: false });
    });

    it("publish the same keys, so that any's tokens verify at all", async () => {
      await provider("keys");
      await addMapping(nodes[0], "keys", "job-keys");
      for (const [issuing, publishing] of [nodes, [nodes[1], nodes[0]] as const]) {
        const answer = await vi.waitFor(async () => {
          const tried = await ask(issuing, cluster.idToken("job-keys"), "keys");
          expect(tried.status).toBe(200);
          return tried;
        }, soon);
        const keys = createRemoteJWKSet(new URL(`${publishing.url}/.well-known/jwks.json`));
        await vi.waitFor(
          () => jwtVerify(accessTokenIn(answer), keys, { issuer: "https://sts.example" }),
          soon,
        );
      }
    });

    it("know each other's reference tokens", async () => {
      const [one, other] = nodes;
      await provider("admins");
      await created(one, "/api/v1/mappings", {
        name: "admins",
        provider: "admins",
        claims: { sub: "job-admin" },
        grant: { admin: true },
      });
      const answer = await exchange(one, "access", cluster.idToken("job-admin"), {
        provider_name: "admins",
        include_reference_token: true,
      });
      const { status } = await other.send("/access/api/v1/oidc", {
        headers: { authorization: `Bearer ${answer.document["reference_token"]}` },
      });
      expect(status).toBe(200);
    });
  });
});

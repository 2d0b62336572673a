/** Two applications on one PostgreSQL: one configuration, one memory of what was presented, one set of keys. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { openMasterKey } from "../../src/keys/master-key.ts";
import { startApp, type TestApp } from "../app.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { createPostgres, type TestDatabase } from "../store/databases.ts";
import {
  accessTokenIn,
  asAdmin,
  audience,
  created,
  type Document,
  exchange,
  itemsOf,
  providerOf,
} from "./exchange-world.ts";

/** The poll comes once a second; what takes longer than this never comes. */
const soon = { timeout: 10_000, interval: 20 };

describe.skipIf(inject("postgresUrl") === null)("two nodes", () => {
  let issuer: TestIssuer;
  let database: TestDatabase;
  let folder: string;
  let nodes: readonly [TestApp, TestApp];

  beforeAll(async () => {
    issuer = await startIssuer();
    database = await createPostgres();
    folder = await mkdtemp(join(tmpdir(), "countersign-nodes-"));
    const masterKeyFile = join(folder, "master.key");
    await openMasterKey({
      path: masterKeyFile,
      createIfMissing: true,
      databaseHasOne: false,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    const start = () =>
      startApp({
        COUNTERSIGN_DATABASE_URL: database.url,
        COUNTERSIGN_MASTER_KEY_FILE: masterKeyFile,
        COUNTERSIGN_PUBLIC_URL: "https://sts.example",
        COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
      });
    // Together, as a deployment starts them: both find an empty database.
    nodes = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await issuer.close();
    await database.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const provider = (name: string, changes: Document = {}) =>
    created(nodes[0], "/api/v1/providers", { ...providerOf(issuer), name, ...changes });
  const mapping = (provider: string, sub: string) =>
    created(nodes[0], "/api/v1/mappings", {
      name: sub,
      provider,
      claims: { sub },
      grant: { groups: ["readers"] },
    });
  const ask = (node: TestApp, token: string, provider: string) =>
    exchange(node, "access", token, { provider_name: provider });

  it("see each other's configuration within the poll's interval, deletions included", async () => {
    const [one, other] = nodes;
    await provider("shared");
    const made = await mapping("shared", "job-shared");
    const token = () => issuer.sign({ aud: audience, sub: "job-shared" });
    expect((await ask(one, token(), "shared")).status).toBe(200);
    await vi.waitFor(async () => expect((await ask(other, token(), "shared")).status).toBe(200), soon);

    await asAdmin(other, "DELETE", `/api/v1/mappings/${made["id"]}`);
    expect((await ask(other, token(), "shared")).status).toBe(401);
    await vi.waitFor(async () => expect((await ask(one, token(), "shared")).status).toBe(401), soon);
  });

  it("refuse as replayed what the other has exchanged", async () => {
    const [one, other] = nodes;
    await provider("once", { replay: { policy: "single_use", key: { kind: "jti" } } });
    await mapping("once", "job-once");
    await vi.waitFor(
      async () => expect(await itemsOf(other, "/api/v1/mappings?provider=once")).toHaveLength(1),
      soon,
    );
    for (const [first, second] of [nodes, [other, one] as const]) {
      const token = issuer.sign({ aud: audience, sub: "job-once", jti: crypto.randomUUID() });
      expect((await ask(first, token, "once")).status).toBe(200);
      const refused = await ask(second, token, "once");
      expect(refused.status).toBe(401);
      const record = await asAdmin(first, "GET", `/api/v1/exchanges/${refused.headers.get("x-request-id")}`);
      expect(record["reason"]).toBe("replayed");
    }
  });

  it("let one of many simultaneous exchanges of a single-use token through", async () => {
    const token = issuer.sign({ aud: audience, sub: "job-once", jti: crypto.randomUUID() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(nodes[index % 2 === 0 ? 0 : 1], token, "once")),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("publish the same keys, so that either's tokens verify at both", async () => {
    await provider("keys");
    await mapping("keys", "job-keys");
    const sign = () => issuer.sign({ aud: audience, sub: "job-keys" });
    for (const [issuing, publishing] of [nodes, [nodes[1], nodes[0]] as const]) {
      const answer = await vi.waitFor(async () => {
        const tried = await ask(issuing, sign(), "keys");
        expect(tried.status).toBe(200);
        return tried;
      }, soon);
      const keys = createRemoteJWKSet(new URL(`${publishing.url}/.well-known/jwks.json`));
      await vi.waitFor(() => jwtVerify(accessTokenIn(answer), keys, { issuer: "https://sts.example" }), soon);
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
    const answer = await exchange(one, "access", issuer.sign({ aud: audience, sub: "job-admin" }), {
      provider_name: "admins",
      include_reference_token: true,
    });
    const { status } = await other.send("/access/api/v1/oidc", {
      headers: { authorization: `Bearer ${answer.document["reference_token"]}` },
    });
    expect(status).toBe(200);
  });
});

/** Several nodes on one PostgreSQL, as the tests of this folder drive them: each application by itself, over HTTP. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMasterKey } from "../../src/keys/master-key.ts";
import { startApp, type TestApp } from "../app.ts";
import {
  type Answer,
  accessTokenIn,
  answerOf,
  audience,
  created,
  type Document,
  exchange,
  providerOf,
} from "../end-to-end/exchange-world.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { createPostgres, type TestDatabase } from "../store/databases.ts";

/** What takes longer than this never comes. */
export const soon = { timeout: 20_000, interval: 20 };

export interface Cluster {
  readonly issuer: TestIssuer;
  readonly database: TestDatabase;
  /** Settings of one more node of this cluster; its database by another way, if one is given. */
  settings(databaseUrl?: string): Readonly<Record<string, string>>;
  /** Starts a node, closed with the cluster. */
  node(databaseUrl?: string): Promise<TestApp>;
  /** An ID token of the provider `ci`. */
  idToken(sub: string, claims?: Document): string;
  close(): Promise<void>;
}

/** @param given a database that goes with the cluster; absent: one of the test run's PostgreSQL */
export async function openCluster(given?: TestDatabase): Promise<Cluster> {
  const issuer = await startIssuer();
  const database = given ?? (await createPostgres());
  const folder = await mkdtemp(join(tmpdir(), "countersign-nodes-"));
  const masterKeyFile = join(folder, "master.key");
  await openMasterKey({
    path: masterKeyFile,
    createIfMissing: true,
    databaseHasOne: false,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const nodes: TestApp[] = [];
  const settings = (databaseUrl = database.url) => ({
    COUNTERSIGN_DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY_FILE: masterKeyFile,
    COUNTERSIGN_PUBLIC_URL: "https://sts.example",
    COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
  });
  return {
    issuer,
    database,
    settings,
    async node(databaseUrl) {
      const node = await startApp(settings(databaseUrl));
      nodes.push(node);
      return node;
    },
    idToken: (sub, claims = {}) => issuer.sign({ aud: audience, sub, ...claims }),
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
      await issuer.close();
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The provider `ci`, and a mapping for each of these subjects. */
export async function configure(
  { issuer }: Cluster,
  node: TestApp,
  subjects: readonly string[],
): Promise<void> {
  await created(node, "/api/v1/providers", providerOf(issuer));
  for (const sub of subjects) await addMapping(node, "ci", sub);
}

export function addMapping(node: Pick<TestApp, "asAdmin">, provider: string, sub: string): Promise<Document> {
  return created(node, "/api/v1/mappings", {
    name: sub,
    provider,
    claims: { sub },
    grant: { groups: ["readers"] },
  });
}

export function ask(node: Pick<TestApp, "send">, token: string, provider = "ci"): Promise<Answer> {
  return exchange(node, "access", token, { provider_name: provider });
}

/** Exchanges on the OAuth face. @returns the access token */
export async function issue(node: Pick<TestApp, "send">, token: string): Promise<string> {
  return accessTokenIn(await exchange(node, "oauth", token, { provider_name: "ci" }));
}

/** What introspection says to an administrator. */
export async function introspect(node: Pick<TestApp, "send" | "adminToken">, token: string): Promise<Answer> {
  return answerOf(
    await node.send("/oauth2/introspect", {
      method: "POST",
      headers: { authorization: `Bearer ${node.adminToken}` },
      body: new URLSearchParams({ token }),
    }),
  );
}

export async function revoke(node: Pick<TestApp, "send">, token: string): Promise<number> {
  const answer = await node.send("/oauth2/revoke", { method: "POST", body: new URLSearchParams({ token }) });
  return answer.status;
}

/**
 * The whole story on one machine: a CI system on loopback, the server on its embedded database, a
 * provider, two identity mappings, one exchange that works and one that is refused, each explained. With
 * `--once` it ends by itself, with status 0 only when every step held.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { type LocalIssuer, startLocalIssuer } from "./local-issuer.ts";
import { type DemoServer, startServer } from "./server.ts";
import { command, heading, quote, say } from "./story.ts";

const audience = "countersign-demo";
const job = {
  sub: "repo:acme/shop:ref:refs/heads/main",
  repository: "acme/shop",
  repository_id: "2002",
  ref: "refs/heads/main",
};
/** The same repository, on a branch whose name differs by one letter's case. */
const jobElsewhere = { ...job, sub: "repo:acme/shop:ref:refs/heads/Main", ref: "refs/heads/Main" };

const once = process.argv.includes("--once");
const adminToken = randomBytes(32).toString("base64url");
/** Everything to be closed or removed at the end, the last opened first. */
const opened = new AsyncDisposableStack();
let ending: Promise<never> | null = null;
process.once("SIGINT", () => void end(0));
process.once("SIGTERM", () => void end(0));
// Whoever read the story, such as `head`, has gone.
process.stdout.once("error", () => void end(1));

try {
  const folder = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const issuer = await startLocalIssuer(audience);
  opened.defer(() => issuer.close());
  const server = await startServer(
    {
      COUNTERSIGN_DATA_DIR: join(folder, "data"),
      COUNTERSIGN_ISSUER_ALLOW: issuer.url,
      COUNTERSIGN_LOG_LEVEL: "warn",
    },
    adminToken,
  );
  opened.defer(() => server.stop());
  await server.ready();

  introduce(issuer, server);
  await configure(issuer, server);
  await exchangeOnMain(issuer, server);
  await refuseElsewhere(issuer, server);
  if (once) await end(0);
  await explainByHand(issuer, server, folder);
} catch (problem) {
  if (ending === null) say(`The demo stopped: ${problem instanceof Error ? problem.message : problem}`);
  await end(1);
}

function introduce(issuer: LocalIssuer, server: DemoServer): void {
  process.stdout.write("\n");
  heading("1. A CI system and a server");
  say(
    `A local OpenID provider plays the CI system at ${issuer.url}.`,
    `Countersign runs at ${server.url}, on an embedded database.`,
  );
}

async function configure(issuer: LocalIssuer, server: DemoServer): Promise<void> {
  heading("2. Trust the CI system, and say what its jobs may have");
  await createAsAdmin(server, "/api/v1/providers", {
    name: "local-ci",
    issuer_url: issuer.url,
    audience,
    description: "The CI system of this demo",
  });
  await createAsAdmin(server, "/api/v1/mappings", {
    name: "deploy-from-main",
    provider: "local-ci",
    priority: 1,
    claims: { repository_id: "2002", ref: "refs/heads/main" },
    grant: { groups: ["deployers"] },
    lifetime_seconds: 600,
  });
  await createAsAdmin(server, "/api/v1/mappings", {
    name: "read-from-tags",
    provider: "local-ci",
    priority: 2,
    claims: { repository_id: "2002", ref: "refs/tags/*" },
    grant: { user: "release-reader", own_permissions: true },
    lifetime_seconds: 300,
  });
  say(
    `Provider local-ci trusts ${issuer.url}.`,
    "Mapping deploy-from-main: repository 2002 on branch main joins group deployers for 10 minutes.",
    "Mapping read-from-tags: tags of repository 2002 act as user release-reader for 5 minutes.",
  );
}

async function exchangeOnMain(issuer: LocalIssuer, server: DemoServer): Promise<void> {
  heading("3. A job on main exchanges its ID token");
  const idToken = await issuer.idTokenFor(job);
  say("The ID token that the job holds, decoded:");
  quote(decode(idToken));
  const issued = await exchange(server, idToken);
  expectStatus(issued, 200);
  const accessToken = String(issued.document["access_token"]);
  const jwksUrl = `${server.url}/.well-known/jwks.json`;
  await jwtVerify(accessToken, createRemoteJWKSet(new URL(jwksUrl)), { issuer: server.url });
  say(
    "The access token it got, decoded. Its signature was checked by a stock library",
    `against ${jwksUrl}:`,
  );
  quote(decode(accessToken));
  say("Why, as the server recorded it (countersign explain <reference id>):");
  quote(await server.countersign(["explain", issued.requestId], 0));
}

async function refuseElsewhere(issuer: LocalIssuer, server: DemoServer): Promise<void> {
  heading("4. A job on branch Main is refused, and the owner of the rule sees why");
  const refused = await exchange(server, await issuer.idTokenFor(jobElsewhere));
  expectStatus(refused, 401);
  say("The job reads:");
  quote(String(refused.document["error_description"]));
  say("The administrator looks the reference up:");
  quote(await server.countersign(["explain", refused.requestId], 3));
}

async function explainByHand(issuer: LocalIssuer, server: DemoServer, folder: string): Promise<void> {
  heading("5. Repeat it by hand");
  const idTokenFile = join(folder, "id-token");
  const adminTokenFile = join(folder, "admin-token");
  await writeFile(idTokenFile, await issuer.idTokenFor(job), { mode: 0o600 });
  await writeFile(adminTokenFile, adminToken, { mode: 0o600 });
  say("The exchange as JFrog's clients ask for it:");
  command(
    `curl -s ${server.url}/access/api/v1/oidc/token -H 'Content-Type: application/json' \\`,
    `  -d '{"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "provider_name": "local-ci",`,
    `    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",`,
    `    "subject_token": "'$(cat ${idTokenFile})'"}'`,
  );
  say("The same by plain RFC 8693:");
  command(
    `curl -s ${server.url}/oauth2/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\`,
    "  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token \\",
    `  --data-urlencode subject_token@${idTokenFile}`,
  );
  say("A fresh ID token, once this one has expired (5 minutes):");
  command(
    `curl -s ${issuer.url}/token -d client_id=${audience} -d grant_type=urn:example:grant-type:job \\`,
    `  --data-urlencode 'job=${JSON.stringify(job)}' \\`,
    `  | sed 's/.*"id_token":"\\([^"]*\\)".*/\\1/' > ${idTokenFile}`,
  );
  say("Every exchange so far, the latest first:");
  command(`curl -s ${server.url}/api/v1/exchanges -H "Authorization: Bearer $(cat ${adminTokenFile})"`);
  say("Everything stays up until you press Ctrl-C.");
}

interface Answer {
  readonly status: number;
  /** The reference id, as `X-Request-Id` has it. */
  readonly requestId: string;
  readonly document: Readonly<Record<string, unknown>>;
}

function exchange(server: DemoServer, idToken: string): Promise<Answer> {
  return post(`${server.url}/access/api/v1/oidc/token`, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    provider_name: "local-ci",
    subject_token: idToken,
  });
}

async function createAsAdmin(server: DemoServer, path: string, body: object): Promise<void> {
  expectStatus(await post(`${server.url}${path}`, body, { authorization: `Bearer ${adminToken}` }), 201);
}

async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    requestId: answer.headers.get("x-request-id") ?? "",
    document: Object(await answer.json()),
  };
}

function expectStatus({ status, document }: Answer, expected: number): void {
  if (status !== expected) {
    throw new Error(`the server answered ${status}, not ${expected}: ${JSON.stringify(document)}`);
  }
}

/** Header and claims of a token, unchecked. */
function decode(token: string): object {
  const [header, claims] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header, claims };
}

/** Closes everything and ends the process. */
function end(code: number): Promise<never> {
  ending ??= opened.disposeAsync().then(
    () => process.exit(code),
    () => process.exit(1),
  );
  return ending;
}

/**
 * The whole story on one machine: a CI system on loopback, the server on its embedded database, a
 * provider, two identity mappings, an exchange on each face and one that is refused, and why. With
 * `--once` it ends by itself, with status 0 only when every step held.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt as claimsOf, createRemoteJWKSet, jwtVerify } from "jose";
import { type LocalIssuer, startLocalIssuer } from "./local-issuer.ts";
import { readOptions } from "./options.ts";
import { type DemoServer, startServer } from "./server.ts";
import { command, heading, quote, say } from "./story.ts";

const audience = "countersign-demo";
const otherAudience = "another-service";
const job = {
  sub: "repo:acme/shop:ref:refs/heads/main",
  repository: "acme/shop",
  repository_id: "2002",
  ref: "refs/heads/main",
};
const jobOnTag = { ...job, sub: "repo:acme/shop:ref:refs/tags/v1", ref: "refs/tags/v1" };
/** The same repository, on a branch whose name differs by one letter's case. */
const jobElsewhere = { ...job, sub: "repo:acme/shop:ref:refs/heads/Main", ref: "refs/heads/Main" };

/** A demo is left open and come back to; the token meant for another service must then still fail for that alone. */
const workingDaySeconds = 8 * 3_600;
/** Beyond any tolerance for clocks that differ. */
const longPastSeconds = -3_600;

const { once } = readOptions(process.argv.slice(2));
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
  const issuer = await startLocalIssuer(audience, otherAudience);
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
  await exchangeOnTag(issuer, server);
  const reference = await refuseElsewhere(issuer, server);
  if (once) await end(0);
  await repeatByHand(issuer, server, folder, reference);
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
  say("What the ID token of the job says:");
  quote(claimsOf(idToken));
  const issued = await exchange(server, "/oauth2/token", idToken);
  expectStatus(issued, 200);
  const accessToken = String(issued.document["access_token"]);
  const jwksUrl = `${server.url}/.well-known/jwks.json`;
  await jwtVerify(accessToken, createRemoteJWKSet(new URL(jwksUrl)), { issuer: server.url });
  say(
    "What its access token says, by RFC 9068. A stock library checked the signature",
    `against ${jwksUrl}:`,
  );
  quote(claimsOf(accessToken));
  say("Why, as the server recorded it (countersign explain <reference id>):");
  quote(await server.countersign(["explain", issued.requestId], 0));
}

async function exchangeOnTag(issuer: LocalIssuer, server: DemoServer): Promise<void> {
  heading("4. A job on a tag asks as JFrog's clients do");
  const issued = await exchange(server, "/access/api/v1/oidc/token", await issuer.idTokenFor(jobOnTag));
  expectStatus(issued, 200);
  say(
    "The same exchange and the same key; the token is laid out as those clients read it, with its",
    "permissions in scp. RFC 9068, above, is for every other service:",
  );
  quote(claimsOf(String(issued.document["access_token"])));
}

/** @returns the reference id of the refusal */
async function refuseElsewhere(issuer: LocalIssuer, server: DemoServer): Promise<string> {
  heading("5. A job on branch Main is refused, and the owner of the rule sees why");
  const refused = await exchange(server, "/oauth2/token", await issuer.idTokenFor(jobElsewhere));
  expectStatus(refused, 400);
  say("The job reads:");
  quote(String(refused.document["error_description"]));
  say("The administrator looks the reference id up:");
  quote(await server.countersign(["explain", refused.requestId], 3));
  return refused.requestId;
}

async function repeatByHand(
  issuer: LocalIssuer,
  server: DemoServer,
  folder: string,
  reference: string,
): Promise<void> {
  const keep = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const idToken = await keep("id-token", await issuer.idTokenFor(job));
  const secret = await keep("admin-token", adminToken);
  const misdirected = { audience: otherAudience, secondsToLive: workingDaySeconds };
  const forAnother = await keep("for-another", await issuer.idTokenFor(job, misdirected));
  const expired = await keep("expired", await issuer.idTokenFor(job, { secondsToLive: longPastSeconds }));

  heading("6. See it in the browser");
  say(`${server.url}/console/log/${reference} explains the refusal. Sign in with what this prints:`);
  command(`cat ${secret}`);

  heading("7. Repeat it by hand, in this folder");
  command(
    'countersign() { npx --no-install countersign "$@"; }',
    `export COUNTERSIGN_URL=${server.url} COUNTERSIGN_TOKEN=$(cat ${secret})`,
    `countersign exchange --token-file ${idToken}`,
    `countersign explain ${reference}`,
    "countersign log",
  );
  say("The exchange with curl:");
  command(
    `curl -s ${server.url}/oauth2/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\`,
    "  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token \\",
    `  --data-urlencode subject_token@${idToken}`,
  );
  say("The same as JFrog's clients ask for it:");
  command(
    `curl -s ${server.url}/access/api/v1/oidc/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\`,
    "  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token -d provider_name=local-ci \\",
    `  --data-urlencode subject_token@${idToken}`,
  );
  say("A fresh ID token, once this one has expired (5 minutes); its job is yours to change:");
  command(
    `curl -s ${issuer.url}/token -d client_id=${audience} -d grant_type=urn:example:grant-type:job \\`,
    `  --data-urlencode 'job=${JSON.stringify(job)}' \\`,
    `  | sed 's/.*"id_token":"\\([^"]*\\)".*/\\1/' > ${idToken}`,
  );
  say(
    `OpenStack's clients log in as docs/recipes/openstack.md says, with STS=${server.url} ISSUER=${issuer.url} and the audience ${audience}.`,
  );
  say("Now break it yourself: a token made for another service, and one that has expired.");
  command(
    `countersign exchange --token-file ${forAnother}`,
    `countersign exchange --token-file ${expired}`,
    "countersign log --outcome refused",
  );
  say("Everything stays up until you press Ctrl-C.");
}

interface Answer {
  readonly status: number;
  /** The reference id, as `X-Request-Id` has it. */
  readonly requestId: string;
  readonly document: Readonly<Record<string, unknown>>;
}

type Face = "/oauth2/token" | "/access/api/v1/oidc/token";

function exchange(server: DemoServer, face: Face, idToken: string): Promise<Answer> {
  return post(`${server.url}${face}`, {
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

/** Closes everything and ends the process. */
function end(code: number): Promise<never> {
  ending ??= opened.disposeAsync().then(
    () => process.exit(code),
    () => process.exit(1),
  );
  return ending;
}

/**
 * The whole story on one machine: a CI system on loopback, the server on its embedded database, a
 * provider, two identity mappings, one exchange that works and one that is refused, each explained. With
 * `--once` it ends by itself, with status 0 only when every step held.
 */

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startLocalIssuer } from "./local-issuer.ts";
import { heading, indented, note, shellCommand } from "./story.ts";

const audience = "countersign-demo";
const job = {
  sub: "repo:acme/shop:ref:refs/heads/main",
  repository: "acme/shop",
  repository_id: "2002",
  ref: "refs/heads/main",
};

const once = process.argv.includes("--once");
const folder = await mkdtemp(join(tmpdir(), "countersign-demo-"));
const adminToken = randomBytes(32).toString("base64url");
const issuer = await startLocalIssuer(audience);
const server = await startServer();
process.once("SIGINT", () => void finish(0));
process.once("SIGTERM", () => void finish(0));

try {
  await tell();
} catch (problem) {
  note(`The demo stopped: ${problem instanceof Error ? problem.message : String(problem)}`);
  await finish(1);
}
if (once) await finish(0);
note("Everything stays up until you press Ctrl-C.");

async function tell(): Promise<void> {
  heading("1. A CI system and a server");
  note(`A local OpenID provider plays the CI system at ${issuer.url}`);
  note(`Countersign runs at ${server.url}, with its database in ${folder}`);

  heading("2. Trust the CI system, and say what its jobs may have");
  const provider = await asAdmin("POST", "/api/v1/providers", {
    name: "local-ci",
    issuer_url: issuer.url,
    audience,
    description: "The CI system of this demo",
  });
  note(`provider ${provider["name"]} trusts ${provider["issuer_url"]}`);
  await asAdmin("POST", "/api/v1/mappings", {
    name: "deploy-from-main",
    provider: "local-ci",
    priority: 1,
    claims: { repository_id: "2002", ref: "refs/heads/main" },
    grant: { groups: ["deployers"] },
    lifetime_seconds: 600,
  });
  note(
    "mapping deploy-from-main: repository 2002 on branch main becomes a member of deployers for 10 minutes",
  );
  await asAdmin("POST", "/api/v1/mappings", {
    name: "read-from-tags",
    provider: "local-ci",
    priority: 2,
    claims: { repository_id: "2002", ref: "refs/tags/*" },
    grant: { user: "release-reader", own_permissions: true },
    lifetime_seconds: 300,
  });
  note("mapping read-from-tags: its tags act as user release-reader for 5 minutes");

  heading("3. A job on main exchanges its ID token");
  const idToken = await issuer.idTokenFor(job);
  note("The ID token the job holds says:");
  indented(decode(idToken));
  const issued = await exchange(idToken);
  if (issued.status !== 200) throw new Error(`the exchange was refused: ${JSON.stringify(issued.document)}`);
  note("The access token it got says:");
  indented(decode(String(issued.document["access_token"])));
  const accepted = await asAdmin("POST", "/api/v1/explain", { request_id: issued.requestId });
  if (accepted["verdict"] !== "accepted") throw new Error("the explanation does not say accepted");
  note("Why, as the server recorded it:");
  await cli(["explain", issued.requestId]);

  heading("4. A job on another branch is refused, and the owner of the rule sees why");
  const branchToken = await issuer.idTokenFor({
    ...job,
    sub: "repo:acme/shop:ref:refs/heads/Main",
    ref: "refs/heads/Main",
  });
  const refused = await exchange(branchToken);
  if (refused.status !== 401) throw new Error("the second exchange was not refused");
  note(`The job reads (status ${refused.status}):`);
  indented(refused.document);
  note("The administrator looks the reference up:");
  await cli(["explain", refused.requestId], 3);

  heading("5. Repeat it by hand");
  await writeFile(join(folder, "id-token"), idToken, { mode: 0o600 });
  await writeFile(join(folder, "admin-token"), adminToken, { mode: 0o600 });
  shellCommand([
    `curl -s ${server.url}/access/api/v1/oidc/token -H 'Content-Type: application/json' \\`,
    `  -d "{\\"grant_type\\":\\"urn:ietf:params:oauth:grant-type:token-exchange\\",\\"subject_token_type\\":\\"urn:ietf:params:oauth:token-type:id_token\\",\\"provider_name\\":\\"local-ci\\",\\"subject_token\\":\\"$(cat ${folder}/id-token)\\"}"`,
  ]);
  note("The same by plain RFC 8693:");
  shellCommand([
    `curl -s ${server.url}/oauth2/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\`,
    "  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token \\",
    `  --data-urlencode subject_token@${folder}/id-token`,
  ]);
  note("A fresh ID token, once this one has expired (5 minutes):");
  shellCommand([
    `curl -s ${issuer.url}/token -d client_id=${audience} -d grant_type=urn:example:grant-type:job \\`,
    `  --data-urlencode 'job=${JSON.stringify(job)}' | sed 's/.*"id_token":"\\([^"]*\\)".*/\\1/' > ${folder}/id-token`,
  ]);
  note("Every exchange so far, newest first:");
  shellCommand([
    `curl -s ${server.url}/api/v1/exchanges -H "Authorization: Bearer $(cat ${folder}/admin-token)"`,
  ]);
}

async function exchange(idToken: string) {
  const answer = await fetch(`${server.url}/access/api/v1/oidc/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      provider_name: "local-ci",
      subject_token: idToken,
    }),
  });
  return {
    status: answer.status,
    requestId: answer.headers.get("x-request-id") ?? "",
    document: await objectIn(answer),
  };
}

async function asAdmin(method: string, path: string, body: object) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const document = await objectIn(answer);
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(document)}`);
  return document;
}

async function objectIn(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  const document: unknown = await answer.json();
  return Object.fromEntries(Object.entries(Object(document)));
}

function decode(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** Runs the product's own command line against the server, as an administrator would. */
async function cli(args: readonly string[], expectedCode = 0): Promise<void> {
  const code = await new Promise<number | null>((done) => {
    const child = spawn(process.execPath, [program(), ...args], {
      stdio: "inherit",
      env: { ...process.env, COUNTERSIGN_URL: server.url, COUNTERSIGN_TOKEN: adminToken },
    });
    child.on("exit", done);
  });
  if (code !== expectedCode) throw new Error(`countersign ${args[0]} ended with ${code}`);
}

function program(): string {
  return resolve(import.meta.dirname, "../dist/main.js");
}

/** The built server as a process of its own, on 8480 when that is free. */
async function startServer() {
  const port = (await isFree(8480)) ? 8480 : await freePort();
  const child = spawn(process.execPath, [program(), "serve"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_DATA_DIR: join(folder, "data"),
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
      COUNTERSIGN_ISSUER_ALLOW: issuer.url,
      COUNTERSIGN_LOG_LEVEL: "warn",
    },
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, ended);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Asks until the server is ready, for at most ten seconds. */
async function untilReady(url: string, ended: Promise<void>): Promise<void> {
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  const deadline = Date.now() + 10_000;
  while (!gone && Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error("the server did not become ready");
}

async function finish(code: number): Promise<never> {
  await server.stop();
  await issuer.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(code);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../app.ts";
import { makeServerCertificate, type ServerCertificate, testCa } from "../certificates.ts";
import { runCommand } from "../cli/command-line.ts";
import { startIssuer } from "../issuer.ts";
import { makeSelfSigned, startProxy } from "../outbound-proxy.ts";
import { endAll, type Served, serve, startServe } from "./serve-program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-settings-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(endAll);

type Document = Readonly<Record<string, unknown>>;
const documentOf = async (answer: Response) => (await answer.json()) as Document;
/** The metadata, asked for under another name than the address that is connected to. */
const askAs = (host: string, { port }: Served) =>
  new Promise<unknown>((done, fail) => {
    get({ port, path: "/.well-known/oauth-authorization-server", headers: { host } }, (response) => {
      json(response).then(done, fail);
    }).once("error", fail);
  });
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("on its first start, the server", () => {
  it("keeps what it stores from other users, and names the file of the secret without showing it", async () => {
    const served = await serve({ environment: { COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" } });
    const file = join(served.dataDir, "first-secret");
    const secret = (await readFile(file, "utf8")).trim();
    expect(served.err()).toContain(`The one-time administrator's secret is in ${file} `);
    expect(served.err()).toContain(`  export COUNTERSIGN_TOKEN=$(cat ${file})\n`);
    expect(served.err()).toContain(`\nSign in with it at ${served.url}/console/\n`);
    expect(served.err()).toContain(`Countersign is listening on ${served.url}\n`);
    expect(served.err() + served.out()).not.toContain(secret);
    expect(await mode(served.dataDir)).toBe("700");
    for (const name of ["countersign.db", "first-secret", "master.key"]) {
      expect([name, await mode(join(served.dataDir, name))]).toEqual([name, "600"]);
    }
    const headers = { authorization: `Bearer ${secret}` };
    expect((await fetch(`${served.url}/api/v1/providers`, { headers })).status).toBe(200);
  });

  it("tells of the secret again while it is good, and not above the reason why a start failed", async () => {
    const environment = { COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" };
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    const address = busy.address();
    const port = typeof address === "object" ? address?.port : null;
    const flags = ["--listen", `127.0.0.1:${port}`];
    const failed = await startServe({ environment, flags });
    expect(await failed.ended).toBe(1);
    busy.close();
    expect(failed.err()).toMatch(/^Port \d+ of 127\.0\.0\.1 is taken/);
    const { dataDir, err } = await serve({ environment, dataDir: failed.dataDir });
    expect(err()).toMatch(/^The one-time administrator's secret is still in \S+, good until \d{4}-\S+Z or /);
    expect(err()).toContain(`  export COUNTERSIGN_TOKEN=$(cat ${join(dataDir, "first-secret")})\n`);
  });

  it("makes a secret whose file goes with the first service token, and whatever else is there stays", async () => {
    const environment = { COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" };
    const served = await serve({ environment });
    const create = await runCommand(["admin", "token", "create", "me", "--data-dir", served.dataDir]);
    expect(create).toMatchObject({ code: 0 });
    const files = await readdir(served.dataDir);
    expect(files).not.toContain("first-secret");
    expect(files).toEqual(expect.arrayContaining(["countersign.db", "master.key"]));
  });

  it("removes the file of a secret that died meanwhile, when it starts again", async () => {
    const environment = { COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" };
    const first = await serve({ environment });
    const file = join(first.dataDir, "first-secret");
    const kept = await readFile(file);
    await runCommand(["admin", "token", "create", "me", "--data-dir", first.dataDir]);
    first.child.kill("SIGTERM");
    await first.ended;
    await writeFile(file, kept);
    const second = await serve({ environment, dataDir: first.dataDir });
    expect(await readdir(second.dataDir)).not.toContain("first-secret");
    await vi.waitFor(() => expect(second.out()).toContain("the first secret is good no more"));
    expect(second.out()).not.toContain(kept.toString().trim());
  });

  it("says nothing of a secret on the second, once a service token was made", async () => {
    const environment = { COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" };
    const first = await serve({ environment });
    await runCommand(["admin", "token", "create", "me", "--data-dir", first.dataDir]);
    first.child.kill("SIGTERM");
    await first.ended;
    const second = await serve({ environment, dataDir: first.dataDir });
    expect(second.err()).not.toContain("secret");
  });
});

describe("the settings of a running server", () => {
  it("take a flag before the environment", async () => {
    const port = await freePort();
    const served = await serve(
      { flags: ["--listen", `127.0.0.1:${port}`] },
      () => `http://127.0.0.1:${port}`,
    );
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.1:${served.port}/readyz`)).rejects.toThrow();
  });

  it("make the bootstrap secret good on the admin and the access face", async () => {
    const served = await serve();
    expect((await served.asAdmin("GET", "/api/v1/providers")).status).toBe(200);
    expect((await served.asAdmin("GET", "/access/api/v1/oidc")).status).toBe(200);
    const headers = { authorization: `Bearer ${"x".repeat(43)}` };
    expect((await fetch(`${served.url}/api/v1/providers`, { headers })).status).toBe(401);
    expect((await fetch(`${served.url}/access/api/v1/oidc`, { headers })).status).toBe(401);
  });

  it("serve https with the certificate and key named", async () => {
    const { cert, key } = await makeServerCertificate({ names: ["localhost"], addresses: ["127.0.0.1"] });
    await writeFile(join(folder, "cert.pem"), cert);
    await writeFile(join(folder, "key.pem"), key, { mode: 0o600 });
    const served = await serve({
      environment: {
        COUNTERSIGN_TLS_CERT_FILE: join(folder, "cert.pem"),
        COUNTERSIGN_TLS_KEY_FILE: join(folder, "key.pem"),
      },
    });
    const address = `https://127.0.0.1:${served.port}`;
    expect(served.err()).toContain(`Countersign is listening on ${address}\n`);
    await vi.waitFor(() => expect(served.out()).toContain(`"address":"${address}"`));
    expect(served.out()).not.toContain("plain http");
    const ca = await testCa();
    const status = await new Promise((done, fail) => {
      request({ host: "127.0.0.1", port: served.port, path: "/readyz", ca }, (response) => {
        done(response.resume().statusCode);
      })
        .once("error", fail)
        .end();
    });
    expect(status).toBe(200);
  });

  it("serve a certificate renewed in its files, and never a pair that does not fit", async () => {
    const [first, second, other] = await Promise.all(
      [1, 2, 3].map(() => makeServerCertificate({ names: ["localhost"], addresses: ["127.0.0.1"] })),
    );
    const [certFile, keyFile] = [join(folder, "renewed.pem"), join(folder, "renewed.key")];
    const put = async (cert?: ServerCertificate, key?: ServerCertificate) => {
      await writeFile(certFile, cert?.cert ?? "");
      await writeFile(keyFile, key?.key ?? "");
    };
    await put(first, first);
    const environment = { COUNTERSIGN_TLS_CERT_FILE: certFile, COUNTERSIGN_TLS_KEY_FILE: keyFile };
    const served = await serve({ environment }, (port) => `https://localhost:${port}`);
    const ca = await testCa();
    const presented = () =>
      new Promise<string>((done, fail) => {
        const socket = connect({ port: served.port, servername: "localhost", ca }, () => {
          done(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
          socket.destroy();
        });
        socket.once("error", fail);
      });
    const fingerprint = (pair?: ServerCertificate) => new X509Certificate(pair?.cert ?? "").fingerprint256;
    expect(await presented()).toBe(fingerprint(first));
    await put(second, other);
    served.child.kill("SIGHUP");
    await vi.waitFor(() => expect(served.out()).toContain("a new certificate cannot be used"), 20_000);
    expect(await presented()).toBe(fingerprint(first));
    await put(second, second);
    served.child.kill("SIGHUP");
    await vi.waitFor(async () => expect(await presented()).toBe(fingerprint(second)), 20_000);
    expect(served.out()).not.toContain("PRIVATE KEY");
  });

  it("leave out the faces that are not named", async () => {
    const served = await serve({ environment: { COUNTERSIGN_FACES: "admin" } });
    const status = async (path: string, method = "GET") => (await served.asAdmin(method, path)).status;
    expect(await status("/api/v1/providers")).toBe(200);
    expect(await status("/access/api/v1/oidc")).toBe(404);
    expect(await status("/oauth2/token", "POST")).toBe(404);
    expect(await status("/readyz")).toBe(200);
  });

  it("leave the keys where verifiers find them, and link to nothing that is not mounted", async () => {
    const served = await serve({ environment: { COUNTERSIGN_FACES: "access" } });
    const read = async (path: string) => {
      const answer = await fetch(`${served.url}${path}`);
      expect(answer.status).toBe(200);
      return answer.json();
    };
    expect(await read("/.well-known/jwks.json")).toMatchObject({ keys: [{ kty: "EC" }] });
    for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]) {
      const metadata = await read(path);
      expect(metadata).toMatchObject({ issuer: served.url, jwks_uri: `${served.url}/.well-known/jwks.json` });
      expect(metadata).not.toHaveProperty("token_endpoint");
    }
    const { links } = Object(await read("/"));
    for (const link of Object.values(links)) expect((await fetch(String(link))).status).toBe(200);
    expect(Object.keys(links)).toEqual(["keys", "authorization_server", "health", "metrics"]);
  });

  it("make the first public URL the issuer, and links follow the host that was asked", async () => {
    const served = await serve({
      environment: { COUNTERSIGN_PUBLIC_URL: "https://sts.example,http://sts.internal:8480" },
    });
    await vi.waitFor(() =>
      expect(served.out()).toMatch(/"warn".*"url":"http:\/\/sts\.internal:8480".*plain http/),
    );
    expect(served.out()).not.toContain('"url":"https://sts.example"');
    expect(await askAs("elsewhere.example", served)).toMatchObject({
      issuer: "https://sts.example",
      token_endpoint: "https://sts.example/oauth2/token",
    });
    const asked = await askAs("sts.internal:8480", served);
    expect(asked).toMatchObject({
      issuer: "https://sts.example",
      token_endpoint: "http://sts.internal:8480/oauth2/token",
    });
  });

  it.each([
    ["ES256", ["ES256"]],
    ["RS256", ["RS256"]],
    ["EdDSA,ES256", ["EdDSA", "ES256"]],
  ])("publish keys for the signing algorithms %s", async (setting, algorithms) => {
    const served = await serve({ environment: { COUNTERSIGN_SIGNING_ALG: setting } });
    const { keys } = (await documentOf(await fetch(`${served.url}/.well-known/jwks.json`))) as {
      readonly keys: readonly { readonly alg: string }[];
    };
    expect(new Set(keys.map(({ alg }) => alg))).toEqual(new Set(algorithms));
  });

  it("bound the lifetime that mappings may ask for", async () => {
    const served = await serve({ environment: { COUNTERSIGN_MAX_TOKEN_TTL: "600" } });
    await served.asAdmin("POST", "/api/v1/providers", {
      name: "ci",
      issuer_url: "https://i.example",
      audience: "a",
    });
    const create = (lifetime: number) =>
      served.asAdmin("POST", "/api/v1/mappings", {
        name: `for-${lifetime}`,
        provider: "ci",
        claims: { sub: "x" },
        grant: { user: "x" },
        lifetime_seconds: lifetime,
      });
    expect((await create(600)).status).toBe(201);
    expect((await create(601)).status).toBe(400);
  });

  it.each([
    ["true", 400],
    ["false", 201],
  ])(
    "refuse providers without an audience when COUNTERSIGN_REQUIRE_AUDIENCE is %s",
    async (setting, status) => {
      const served = await serve({ environment: { COUNTERSIGN_REQUIRE_AUDIENCE: setting } });
      const provider = { name: "ci", issuer_url: "https://i.example" };
      expect((await served.asAdmin("POST", "/api/v1/providers", provider)).status).toBe(status);
    },
  );

  it("write the log from the level named on, as JSON lines", async () => {
    const debug = await serve({ environment: { COUNTERSIGN_LOG_LEVEL: "debug" } });
    await fetch(`${debug.url}/readyz`);
    debug.child.kill("SIGTERM");
    await debug.ended;
    const lines = debug.out().trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as Document)["msg"])).toContain("answered");
    const silent = await serve({ environment: { COUNTERSIGN_LOG_LEVEL: "silent" } });
    expect(silent.out()).toBe("");
  });
});

describe("exchanges", () => {
  const exchange = (url: string, idToken: string) =>
    fetch(`${url}/oauth2/token`, {
      method: "POST",
      headers: { "x-forwarded-for": "203.0.113.9" },
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: idToken,
      }),
    });

  async function recordedPrefix(trustedProxies: string): Promise<unknown> {
    const issuer = await startIssuer();
    await writeFile(join(folder, "issuer-ca.pem"), issuer.ca);
    const served = await serve({
      environment: {
        COUNTERSIGN_TRUSTED_PROXIES: trustedProxies,
        COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
        COUNTERSIGN_ISSUER_CA_FILE: join(folder, "issuer-ca.pem"),
      },
    });
    const provider = { name: "ci", issuer_url: issuer.url, audience: "sts" };
    await served.asAdmin("POST", "/api/v1/providers", provider);
    const mapping = { name: "any", provider: "ci", claims: { sub: "job" }, grant: { user: "job" } };
    await served.asAdmin("POST", "/api/v1/mappings", mapping);
    const answer = await exchange(served.url, issuer.sign({ aud: "sts", sub: "job" }));
    expect(answer.status).toBe(200);
    const { items } = (await documentOf(await served.asAdmin("GET", "/api/v1/exchanges"))) as {
      readonly items: readonly { readonly client: { readonly address_prefix: string } }[];
    };
    await issuer.close();
    return items[0]?.client.address_prefix;
  }

  it("trust the issuer's authority and its private address, and believe a trusted proxy", async () => {
    expect(await recordedPrefix("127.0.0.0/8")).toBe("203.0.113.0/24");
  });

  it("believe no one else about addresses", async () => {
    expect(await recordedPrefix("192.0.2.1")).toBe("127.0.0.0/24");
  });

  it("reach an issuer through an https proxy, whose authority is trusted for that alone", async () => {
    const [issuer, pair] = [await startIssuer(), await makeSelfSigned()];
    const proxy = await startProxy(pair);
    await writeFile(join(folder, "proxy-ca.pem"), pair.cert);
    const served = await serve({
      environment: {
        COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
        COUNTERSIGN_OUTBOUND_PROXY: `https://${proxy.authority}`,
        COUNTERSIGN_OUTBOUND_PROXY_CA_FILE: join(folder, "proxy-ca.pem"),
      },
    });
    const provider = {
      ...{ name: "ci", issuer_url: issuer.url, audience: "sts", use_proxy: true },
      ca_certificates: issuer.ca,
    };
    await served.asAdmin("POST", "/api/v1/providers", provider);
    const mapping = { name: "any", provider: "ci", claims: { sub: "job" }, grant: { user: "job" } };
    await served.asAdmin("POST", "/api/v1/mappings", mapping);
    const answer = await exchange(served.url, issuer.sign({ aud: "sts", sub: "job" }));
    proxy.close();
    await issuer.close();
    expect([answer.status, proxy.seen.length > 0]).toEqual([200, true]);
  });
});

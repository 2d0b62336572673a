/** What goes wrong around an installation: issuers away, strangers at the door, floods, and stopping. */

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rename } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { systemTime } from "../../src/runtime/clock.ts";
import { createLog } from "../../src/runtime/log.ts";
import { generateSecret } from "../../src/secrets.ts";
import { asAdmin, exchange, faces, itemsOf, startWorld, type World } from "./exchange-world.ts";

/** An installation of its own for one test, with provider `ci` and a mapping for `job-1`. */
async function installation(environment: Readonly<Record<string, string>> = {}): Promise<World> {
  const world = await startWorld(environment);
  onTestFinished(() => world.close());
  await world.provider();
  await world.mapping({ name: "deploy", claims: { sub: "job-1" }, grant: { groups: ["readers"] } });
  return world;
}

describe("an issuer's outage", () => {
  it("is none of ours after a restart: the keys of before still serve", async () => {
    const world = await installation();
    expect((await exchange(world.app, "access", world.idToken())).status).toBe(200);
    await world.issuer.setConnectionFault("refuse");
    await world.app.restart();
    expect((await exchange(world.app, "access", world.idToken())).status).toBe(200);
  });

  it("answers 503 with Retry-After where no keys were ever had, and recovers with the issuer", async () => {
    const world = await installation();
    await world.issuer.setConnectionFault("refuse");
    for (const face of faces) {
      const answer = await exchange(world.app, face, world.idToken());
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    await world.issuer.setConnectionFault(null);
    world.app.advance(61);
    const fresh = world.idToken({ iat: world.app.now(), exp: world.app.now() + 300 });
    expect((await exchange(world.app, "access", fresh)).status).toBe(200);
  });

  it.each(faces)("says in Retry-After at the %s face when asking again is of use", async (face) => {
    const world = await installation();
    const fresh = () => world.idToken({ iat: world.app.now(), exp: world.app.now() + 300 });
    await world.issuer.setConnectionFault("refuse");
    expect((await exchange(world.app, face, fresh())).status).toBe(503);
    world.app.advance(20);
    const answer = await exchange(world.app, face, fresh());
    const seconds = Number(answer.headers.get("retry-after"));
    // The issuer is asked once a minute, and some of this one is over.
    expect(seconds).toBeLessThanOrEqual(40);
    await world.issuer.setConnectionFault(null);
    world.app.advance(seconds);
    expect((await exchange(world.app, face, fresh())).status).toBe(200);
  });

  it("does not touch the keys of a provider that was deleted and made again", async () => {
    const world = await installation();
    expect((await exchange(world.app, "access", world.idToken())).status).toBe(200);
    const [mapping] = await itemsOf(world.app, "/api/v1/mappings");
    await asAdmin(world.app, "DELETE", `/api/v1/mappings/${mapping?.["id"]}`);
    await asAdmin(world.app, "DELETE", "/api/v1/providers/ci");
    await world.provider();
    await world.issuer.setConnectionFault("refuse");
    expect((await exchange(world.app, "access", world.idToken())).status).toBe(503);
  });
});

describe("refusals before the signature held", () => {
  it("are recorded one by one up to sixty a minute, counted beyond it, and lost never", async () => {
    const world = await installation();
    const forged = `${world.idToken().slice(0, -8)}AAAAAAAA`;
    for (let time = 0; time < 80; time += 1) {
      expect((await exchange(world.app, "access", forged)).status).toBe(401);
    }
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toContain('countersign_exchanges_total{face="access",outcome="bad_signature"} 80');
    // Closing hands over what was counted and not yet stored.
    await world.app.restart();
    expect(await itemsOf(world.app, "/api/v1/exchanges?limit=200&reason=bad_signature")).toHaveLength(60);
    expect(countedRefusals(world)).toEqual([{ reason: "bad_signature", count: 20 }]);
  });

  it("leave room for a record of everything that was signed", async () => {
    const world = await installation();
    const forged = `${world.idToken().slice(0, -8)}AAAAAAAA`;
    for (let time = 0; time < 65; time += 1) await exchange(world.app, "access", forged);
    const refused = await exchange(world.app, "access", world.idToken({ sub: "stranger" }));
    const path = `/api/v1/exchanges/${refused.headers.get("x-request-id")}`;
    expect(await asAdmin(world.app, "GET", path)).toMatchObject({ reason: "no_matching_mapping" });
  });
});

function countedRefusals(world: World) {
  using database = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { readOnly: true });
  return database
    .prepare("select reason, sum(count) as count from refusal_counts group by reason")
    .all()
    .map((row) => ({ ...row }));
}

describe("a flood", () => {
  it.each(faces)(
    "is answered 429 with Retry-After at the %s face, before any token is looked at",
    async (face) => {
      const world = await installation({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
      const statuses: number[] = [];
      for (let time = 0; time < 12; time += 1) {
        statuses.push((await exchange(world.app, face, "not.a.token")).status);
      }
      expect(statuses.slice(0, 10)).not.toContain(429);
      expect(statuses.slice(11)).toEqual([429]);

      const turnedAway = await exchange(world.app, face, world.idToken());
      expect(turnedAway.status).toBe(429);
      expect(Number(turnedAway.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(world.issuer.requests).toEqual([]);

      world.app.advance(2);
      expect((await exchange(world.app, face, world.idToken())).status).toBe(200);
    },
  );

  it("does not close the administrator out", async () => {
    const world = await installation({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    for (let time = 0; time < 12; time += 1) await exchange(world.app, "access", "not.a.token");
    expect((await world.app.asAdmin("GET", "/api/v1/providers")).status).toBe(200);
  });
});

describe("every answer", () => {
  it.each(faces)("of a refusal at the %s face carries its reference id in header and text", async (face) => {
    const world = await installation();
    for (const token of ["", "a.b.c", world.idToken({ sub: "stranger" }), world.idToken({ exp: 1 })]) {
      const { status, headers, document } = await exchange(world.app, face, token);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      const reference = String(headers.get("x-request-id"));
      expect(reference).toMatch(/^[0-9a-f-]{36}$/);
      expect(String(document["error_description"])).toContain(reference);
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });
});

describe("metrics", () => {
  it("count exchanges by face and outcome, and tell revision and version", async () => {
    const world = await installation();
    await exchange(world.app, "access", world.idToken());
    await exchange(world.app, "oauth", world.idToken());
    await exchange(world.app, "oauth", world.idToken({ sub: "stranger" }));
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toContain('countersign_exchanges_total{face="access",outcome="issued"} 1');
    expect(metrics).toContain('countersign_exchanges_total{face="oauth",outcome="issued"} 1');
    expect(metrics).toContain('countersign_exchanges_total{face="oauth",outcome="no_matching_mapping"} 1');
    expect(metrics).toContain('countersign_exchange_duration_seconds_count{face="oauth"} 2');
    expect(metrics).toContain('countersign_http_requests_total{route="/oauth2/token",status="4xx"} 1');
    expect(metrics).toMatch(/countersign_commit_batch_size_sum\{queue="exchanges"\} 3\n/);
    expect(metrics).toContain('countersign_issuer_key_fetches_total{outcome="refreshed"} 1');
    expect(metrics).toMatch(/countersign_issuers_failing 0\n/);
    expect(metrics).toMatch(/countersign_http_requests_in_flight 1\n/);
    expect(metrics).toMatch(/countersign_configuration_staleness_seconds [0-9.]+\n/);
    expect(metrics).toMatch(/countersign_configuration_revision 2\n/);
    expect(metrics).toMatch(/countersign_providers 1\n/);
    expect(metrics).toMatch(/countersign_build_info\{version="[\d.]+"\} 1/);
  });
});

describe("stopping", () => {
  it("answers what is under way, and says on /readyz that it is not ready any more", async () => {
    const world = await installation();
    const release = world.issuer.holdJwks();
    const asked = world.issuer.whenRequested(2);
    const underWay = exchange(world.app, "access", world.idToken());
    await asked;
    // A request whose headers are only half sent, so that its connection is not idle.
    const { hostname, port } = new URL(world.app.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\n");
    expect((await world.app.send("/readyz")).status).toBe(200);

    const restarted = world.app.restart();
    socket.write("\r\n");
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain("The server is stopping.");
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}/);
    expect(answer).toMatch(/connection: close/i);
    release();
    expect((await underWay).status).toBe(200);
    await restarted;
    expect(await itemsOf(world.app, "/api/v1/exchanges?outcome=issued")).toHaveLength(1);
  });

  it("may be asked for twice", async () => {
    const world = await installation();
    const app = await openApp({
      config: readConfig({
        COUNTERSIGN_LISTEN: "127.0.0.1:0",
        COUNTERSIGN_PUBLIC_URL: "http://127.0.0.1:8480",
        COUNTERSIGN_DATA_DIR: join(world.app.dataDir, "beside"),
      }),
      log: createLog("silent"),
      time: systemTime,
    });
    await app.listen();
    await Promise.all([app.close(), app.close()]);
    await app.close();
  });
});

describe("a start that fails", () => {
  it("for an address in use says so, and the program ends", async () => {
    const world = await installation();
    const { port } = new URL(world.app.url);
    const program = spawn(process.execPath, [join(import.meta.dirname, "../../src/main.ts"), "serve"], {
      env: {
        COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
        COUNTERSIGN_DATA_DIR: join(world.app.dataDir, "beside"),
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const [said, [code]] = await Promise.all([text(program.stderr), once(program, "exit")]);
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} of 127.0.0.1 is taken`);
  });
});

describe("an installation whose SQLite file was taken away", () => {
  it("issues nothing ten seconds later, says so in the log, and goes on once the file is back", async () => {
    const world = await installation();
    const fresh = () => world.idToken({ iat: world.app.now(), exp: world.app.now() + 300 });
    const file = join(world.app.dataDir, "countersign.db");
    await rename(file, `${file}.away`);
    await vi.waitFor(() => expect(world.app.log.join("\n")).toMatch(/"a task failed"/), { timeout: 5_000 });
    expect(world.app.log.join("\n")).toContain("is gone, or another file is in its place");
    world.app.advance(11);
    for (const face of faces) expect((await exchange(world.app, face, fresh())).status).toBe(503);
    await rename(`${file}.away`, file);
    expect((await exchange(world.app, "access", fresh())).status).toBe(200);
  });
});

describe("a database that answers nothing", () => {
  it("has strangers fill no more than ten lines a minute, and every request is counted", async () => {
    const { app } = await installation();
    const database = new DatabaseSync(join(app.dataDir, "countersign.db"), { timeout: 5_000 });
    database.exec("alter table secrets rename to elsewhere");
    database.close();
    const authorization = `Bearer ${generateSecret(randomBytes)}`;
    const knock = () => app.send("/api/v1/providers", { headers: { authorization } });
    for (let count = 0; count < 12; count += 1) expect((await knock()).status).toBe(503);
    const lines = () => app.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "unexpected");
    expect(lines()).toHaveLength(10);
    expect(await (await app.send("/metrics")).text()).toContain("countersign_unexpected_errors_total 12\n");
    app.advance(60);
    await knock();
    expect(lines()[10]).toMatchObject({ leftOut: 2, requestId: expect.any(String) });
  });
});

describe("an installation without a signing key", () => {
  /** As `countersign key reset` leaves it, under a running server that does not know yet. */
  async function withoutKeys(): Promise<World> {
    const world = await installation();
    const database = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { timeout: 5_000 });
    database.exec("delete from signing_keys; delete from facts where name = 'master_key_canary'");
    database.close();
    await vi.waitFor(async () => expect((await world.app.send("/readyz")).status).toBe(503), {
      timeout: 10_000,
    });
    return world;
  }

  it("answers 503 on every face, leaves a record that says so, and is not ready", async () => {
    const { app, idToken } = await withoutKeys();
    for (const face of faces) {
      const answer = await exchange(app, face, idToken());
      expect(answer.status).toBe(503);
      const record = await asAdmin(app, "GET", `/api/v1/exchanges/${answer.headers.get("x-request-id")}`);
      expect(record["reason"]).toBe("signing_failed");
    }
  });

  it("answers what else would be signed with 503 and a sentence, in the face's own words", async () => {
    const { app } = await withoutKeys();
    const introspection = await app.send("/oauth2/introspect", {
      method: "POST",
      headers: {
        authorization: `Bearer ${app.adminToken}`,
        accept: "application/token-introspection+jwt",
      },
      body: new URLSearchParams({ token: "any" }),
    });
    expect(introspection.status).toBe(503);
    expect(introspection.headers.get("content-type")).toMatch(/^application\/json/);
    expect(introspection.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await introspection.json()).toEqual({
      error: "temporarily_unavailable",
      error_description: expect.stringMatching(
        /^The server cannot sign a token right now\. .*Reference id: /,
      ),
    });
    const checkpoint = await app.asAdmin("POST", "/api/v1/audit/checkpoints");
    expect(checkpoint.status).toBe(503);
    expect(checkpoint.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await checkpoint.json()).toMatchObject({
      code: "no_signing_key",
      detail: expect.stringMatching(/^No signing key signs now, .* Restart the server/),
    });
    expect(app.log.filter((line) => line.includes('"unexpected"'))).toEqual([]);
  });
});

/** What the limits on exchanges count, asked at both faces over HTTP. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { created, type Document, exchange, faces, startWorld, type World } from "./exchange-world.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

describe.each(faces)("the limit of a provider, at the %s face", (face) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ COUNTERSIGN_RATE_PER_PROVIDER: "1" });
    opened.defer(() => world.close());
    await world.provider();
    await created(world.app, "/api/v1/projects", { key: "shop" });
    await world.provider({ name: "own", project: "shop" });
    await world.mapping({ name: "jobs", claims: { sub: "job-1" }, grant: { groups: ["readers"] } });
  });

  /** How often each status was answered to requests that come together. */
  const flood = async (parameters: Document) => {
    const asked = Array.from({ length: 30 }, () =>
      exchange(world.app, face, world.idToken(), { provider_name: "", ...parameters }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    return (wanted: number) => statuses.filter((status) => status === wanted).length;
  };
  const [unknown, unmapped] = face === "access" ? [404, 401] : [400, 400];

  // Ten permits, and one more for each second that passes meanwhile.
  it("counts requests that find it by the token's issuer, together with those that name it", async () => {
    const found = await flood({});
    expect(found(200)).toBeGreaterThanOrEqual(10);
    expect(found(429)).toBeGreaterThan(10);
    const named = await flood({ provider_name: "ci" });
    expect(named(429)).toBeGreaterThan(20);
  });

  it("is not used up for another provider of the same issuer", async () => {
    const answered = await flood({ project_key: "shop" });
    expect(answered(unmapped)).toBeGreaterThanOrEqual(10);
    expect(answered(429)).toBeGreaterThan(10);
  });

  it("is no limit on names nobody knows, which would fill the memory", async () => {
    const answered = await flood({ provider_name: "nobody" });
    expect(answered(unknown)).toBe(30);
  });

  it("is told to whoever watches the metrics", async () => {
    await flood({});
    world.app.advance(1);
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toMatch(new RegExp(`exchanges_total{face="${face}",outcome="rate_limited"} [1-9]`));
    expect(metrics).toMatch(/countersign_rate_limited_total\{scope="provider"\} [1-9]/);
  });
});

describe.each([
  ["access", "/access/api/v1/oidc/token"],
  ["oauth", "/oauth2/token"],
] as const)("the limit of an address, at the %s face", (face, path) => {
  it.each([
    ["a form that asks for nothing", { body: new URLSearchParams({ a: "b" }) }],
    ["broken JSON", { body: "{", headers: { "content-type": "application/json" } }],
    ["a body of no known type", { body: "a", headers: { "content-type": "image/png" } }],
  ])("counts %s like any other attempt", async (_, init) => {
    const world = await startWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    opened.defer(() => world.close());
    const asked = Array.from({ length: 30 }, () => world.app.send(path, { method: "POST", ...init }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
    expect(statuses.filter((status) => [400, 415].includes(status)).length).toBeGreaterThanOrEqual(10);
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toMatch(new RegExp(`exchanges_total{face="${face}",outcome="rate_limited"} [1-9]`));
  });
});

describe("credentials", () => {
  const guarded = { admin: "/api/v1/providers", access: "/access/api/v1/oidc" } as const;
  const envelope = { admin: { code: "rate_limited" }, access: { errors: [{ code: "TOO_MANY_REQUESTS" }] } };

  describe.each(["admin", "access"] as const)("of the %s face", (face) => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
      opened.defer(() => world.close());
    });

    it("may be good ones as often as somebody works with them", async () => {
      for (let batch = 0; batch < 10; batch += 1) {
        const asked = Array.from({ length: 5 }, () => world.app.asAdmin("GET", guarded[face]));
        for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
      }
    });

    it("leave a trace when they are bad, without the credential", async () => {
      const headers = { authorization: "Bearer hunter2-hunter2" };
      const answer = await world.app.send(guarded[face], { headers });
      const line = world.app.log.find((one) => one.includes("a credential was not accepted"));
      expect(JSON.parse(line ?? "{}")).toMatchObject({
        level: "warn",
        face,
        addressPrefix: "127.0.0.0/24",
        requestId: answer.headers.get("x-request-id"),
      });
      expect(world.app.log.join()).not.toContain("hunter2");
      world.app.advance(1);
      const metrics = await (await world.app.send("/metrics")).text();
      expect(metrics).toContain(
        `countersign_authentication_failures_total{face="${face}",fault="unknown"} 1`,
      );
    });

    it("are not looked at any more after too many bad ones", async () => {
      const headers = { authorization: "Bearer a.b.c" };
      const forged = Array.from({ length: 30 }, () => world.app.send(guarded[face], { headers }));
      const answers = await Promise.all(forged);
      expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(10);
      const limited = answers.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThan(10);
      expect(limited[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await limited[0]?.json()).toMatchObject(envelope[face]);
    });
  });
});

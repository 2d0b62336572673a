/**
 * URLs in the configuration: what leads inside, what is written to mislead, and what is no https URL is
 * refused when it is saved, with the member at fault and a sentence; saving contacts nobody.
 */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { audience, describeHostile, type World } from "./fixture.ts";

/** Texts that must not become an issuer's URL or its keys'. */
const refused = (world: World): readonly string[] => [
  world.canary.origin,
  world.issuer.origin.replace("localhost", "127.0.0.1"),
  world.issuer.origin.replace("https:", "http:"),
  world.issuer.origin.replace("localhost", "localhost."),
  `${world.issuer.origin.replace("//", "//user:password@")}`,
  "https://127.0.0.1",
  "https://127.0.0.1:8443/issuer",
  "https://127.0.0.2",
  "https://127.0.1",
  "https://2130706433",
  "https://0x7f000001",
  "https://017700000001",
  "https://0.0.0.0",
  "https://10.1.2.3",
  "https://172.31.255.255",
  "https://192.168.1.1",
  "https://169.254.169.254/latest/meta-data",
  "https://100.100.100.200",
  "https://198.18.0.1",
  "https://224.0.0.1",
  "https://255.255.255.255",
  "https://[::]",
  "https://[::1]",
  "https://[::ffff:10.0.0.1]",
  "https://[::ffff:7f00:1]",
  "https://[64:ff9b::a00:1]",
  "https://[2002:a00:1::]",
  "https://[fd00::1]",
  "https://[fe80::1]",
  "https://[ff02::1]",
  "https://localhost",
  "https://LOCALHOST:8443",
  "https://issuer.localhost",
  "https://issuer.internal",
  "https://printer.local",
  "https://router.home.arpa",
  "https://intranet",
  "http://issuer.example",
  "ftp://issuer.example",
  "file:///etc/hosts",
  "data:application/json,{}",
  "//issuer.example",
  "issuer.example",
  "https:issuer.example",
  "https:///issuer.example",
  "https://",
  "https://issuer.example?tenant=1",
  "https://issuer.example#a",
  "https://issuer.example\\@attacker.example",
  "https://user@issuer.example",
  "https://issuer.example/a/../b",
  "https://issuer%2eexample",
  "https://issuer.example:99999",
  "https://issuer.example/\u200b",
  "https://\uff49ssuer.example",
  "https://i\u0441suer.example",
  "https://issuer.example /x",
  " https://issuer.example",
  "https://issuer.example\n",
  `https://issuer.example/${"x".repeat(2_100)}`,
  "",
];

const problem = z.object({
  status: z.literal(400),
  code: z.string(),
  detail: z.string().min(10),
  request_id: z.uuid(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string().min(10) })).min(1),
});

describeHostile("ssrf-config", {}, (world) => {
  const count = 61;
  const numbered = Array.from({ length: count }, (_, at) => at);

  it("knows how many there are", () => {
    expect(refused(world())).toHaveLength(count);
  });

  describe("on the admin API", () => {
    const create = (document: object) =>
      world().app.asAdmin("POST", "/api/v1/providers", { audience, ...document });
    const expectFault = async (answer: Response, pointer: string) => {
      const { errors } = problem.parse(await answer.json());
      expect(errors.map((error) => error.pointer)).toEqual([pointer]);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    };

    it.each(numbered)("refuses URL %i as an issuer's, and says which member is wrong", async (at) => {
      const url = refused(world())[at];
      await expectFault(await create({ name: `bad-${at}`, issuer_url: url }), "/issuer_url");
      expect((await world().app.asAdmin("GET", `/api/v1/providers/bad-${at}`)).status).toBe(404);
    });

    it.each(numbered)("refuses URL %i as its keys'", async (at) => {
      const key_source = { kind: "jwks_uri", url: refused(world())[at] };
      const answer = await create({ name: `bad-${at}`, issuer_url: "https://issuer.example", key_source });
      await expectFault(answer, "/key_source/url");
    });

    it.each(numbered)(
      "tries no token on a draft with URL %i, neither as an issuer's nor as its keys'",
      async (at) => {
        const url = refused(world())[at];
        const explain = (provider: object) =>
          world().app.asAdmin("POST", "/api/v1/explain", {
            token: world().token(),
            drafts: { provider: { name: "drafted", audience, ...provider } },
          });
        await expectFault(await explain({ issuer_url: url }), "/drafts/provider/issuer_url");
        const key_source = { kind: "jwks_uri", url };
        const issuer_url = world().issuer.origin;
        await expectFault(await explain({ issuer_url, key_source }), "/drafts/provider/key_source/url");
      },
    );

    it("refuses this server itself, however it is written", async () => {
      for (const own of [
        world().app.url,
        `${world().app.url}/`,
        world().app.url.toUpperCase().replace("HTTP", "http"),
      ]) {
        await expectFault(await create({ name: "self", issuer_url: own }), "/issuer_url");
        const pretending = { name: "self", issuer_url: "https://issuer.example", token_issuer: own };
        await expectFault(await create(pretending), "/token_issuer");
      }
    });

    it("refuses to move a good provider to a bad place, and leaves it as it was", async () => {
      const before = await (await world().app.asAdmin("GET", "/api/v1/providers/ci")).json();
      const moved = { name: "ci", audience, issuer_url: "https://169.254.169.254" };
      await expectFault(await world().app.asAdmin("PUT", "/api/v1/providers/ci", moved), "/issuer_url");
      expect(await (await world().app.asAdmin("GET", "/api/v1/providers/ci")).json()).toEqual(before);
    });

    it.each([
      ["no keys", { keys: [] }],
      ["a private key", { keys: [{ kty: "RSA", kid: "a", n: "AQAB", e: "AQAB", d: "AQAB" }] }],
      ["a secret", { keys: [{ kty: "oct", kid: "a", k: "AAAA" }] }],
    ])("refuses a key set that holds %s", async (_what, jwks) => {
      const key_source = { kind: "static", jwks };
      await expectFault(
        await create({ name: "static", issuer_url: "https://issuer.example", key_source }),
        "/key_source/jwks",
      );
    });

    it("refuses certificates that are none", async () => {
      const document = {
        name: "ca",
        issuer_url: "https://issuer.example",
        ca_certificates: "-----BEGIN CERTIFICATE-----",
      };
      await expectFault(await create(document), "/ca_certificates");
    });
  });

  describe("on the JFrog face", () => {
    it.each(numbered)("refuses URL %i, naming the member", async (at) => {
      const answer = await world().app.asAdmin("POST", "/access/api/v1/oidc", {
        name: `bad-${at}`,
        provider_type: "generic",
        issuer_url: refused(world())[at],
        audience,
      });
      const { errors } = z
        .object({
          errors: z.array(z.object({ code: z.literal("BAD_REQUEST"), message: z.string() })).length(1),
        })
        .parse(await answer.json());
      expect([answer.status, errors[0]?.message]).toEqual([400, expect.stringMatching(/^issuer_url /)]);
    });
  });

  it("contacts nobody when a provider is saved", async () => {
    const asked = world().issuer.requests.length;
    const saved = {
      name: "saved",
      issuer_url: world().issuer.url,
      audience,
      ca_certificates: world().issuer.ca,
    };
    await world().create("/api/v1/providers", saved);
    await world().create("/api/v1/providers", {
      ...saved,
      name: "public",
      issuer_url: "https://issuer.example",
    });
    expect(world().issuer.requests.length).toBe(asked);
  });
});
